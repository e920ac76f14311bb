using System.Globalization;
using MathNet.Numerics.Distributions;
using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

/// <summary>Every figure of five runs is computed a second time, from the CSV files of their folders.</summary>
public sealed class RecomputedRunTests : IDisposable
{
    private const double Near = 1e-5;

    private readonly TableSamples _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Images_of_two_classes_with_views_test_images_and_fine_tuning()
    {
        var folder = _files.Folder;
        for (var i = 0; i < 40; i++)
        {
            // A quarter has the wrong class, so that figures are not all 1.
            var (label, split) = (i % 2, i % 5 == 4 ? "test" : i % 5 > 1 ? "train" : "validation");
            File.WriteAllBytes(
                folder.File("data", split, (i % 4 == 3 ? 1 - label : label) == 0 ? "blue" : "red", $"{i:D2}.png"),
                DrawnImages.Png(label, i, 32));
        }

        TinyModels.Create().Save(folder);
        var head = TransferLearning.Train(new TrainOptions
        {
            Data = folder.File("data"),
            Run = folder.File("head"),
            TestViews = 2,
            Head = new HeadOptions { Layers = "dense:8:l2=0.01,relu" },
            Trainer = new TrainerOptions { Epochs = 3, LearningRate = 1e-2 },
            Features = new FeatureOptions { Model = folder.File("tiny.onnx"), Preprocessing = "tf", Cache = folder.File("cache") },
        });
        var tuned = FineTuning.Run(new FineTuneOptions
        {
            From = head.Run.Path,
            Unfreeze = "conv2",
            Run = folder.File("tuned"),
            Trainer = new TrainerOptions { Epochs = 2, LearningRate = 1e-3 },
        });
        RunEvaluation.Run(new EvaluateOptions { Run = tuned.Run.Path });
        Assert.Equal(
            ["frozen", "test", "test-adjusted", "test-tta", "validation", "validation-adjusted", "validation-tta"],
            tuned.Run.ReadEvaluation().Keys.Order());
        CheckClasses(head.Run);
        CheckClasses(tuned.Run);
        // The loss of the history is that of the evaluation and the penalty.
        var (best, result) = (tuned.History.Best, tuned.Run.ReadEvaluation()["validation"]);
        Assert.True(result.Penalty > 0);
        Assert.Equal(best.ValidationLoss, result.Loss + result.Penalty, Near);
    }

    [Fact]
    public void A_table_of_four_classes_with_folds()
    {
        var data = _files.Csv(
            "four.csv", 120, i => "abcd"[new SeededRandom(3, i).Next(3) == 0 ? i % 2 : (i % 3) + (i % 7 == 0 ? 1 : 0)].ToString());
        var run = TransferLearning.Train(_files.Options(data, "four") with { Folds = new FoldOptions { Folds = 3, Repeats = 2 } }).Run;
        CheckClasses(run);
        CheckFolds(run, (rows, header) => new Recomputed(rows, header, [.. run.ReadRecord().Classes], keys: 2).Accuracy());
    }

    [Fact]
    public void A_table_of_two_classes_with_a_softmax()
    {
        var data = _files.Csv("two.csv", 150, i => new SeededRandom(4, i).Next(4) == 0 || i % 3 == 0 ? "yes" : "no");
        CheckClasses(TransferLearning.Train(
            _files.Options(data, "two") with { Task = new TaskOptions { OutputActivation = "softmax" } }).Run);
    }

    [Fact]
    public void A_table_of_labels()
    {
        var data = _files.Csv("labels.csv", 120, (i, x) => string.Join('|', new[] { x[0] > x[1] ? "sea" : "", x[2] > x[3] ? "sand" : "",
            new SeededRandom(5, i).Next(3) == 0 ? "sky" : "" }.Where(l => l.Length > 0)), "what");
        var run = TransferLearning.Train(_files.Options(data, "labels")).Run;
        var (result, again) = (run.ReadEvaluation()["validation"], Recomputed.Of(run.PredictionsPath("validation"), []));
        Assert.All(result.Metrics, m => Assert.Equal(again.OfLabels(m.Name), m.Value, Near));
        Assert.All(result.ByTarget, (target, label) =>
            Assert.All(target.Metrics, m => Assert.Equal(again.OfLabel(m.Name, label), m.Value, Near)));
    }

    [Fact]
    public void A_table_of_values_with_folds()
    {
        var data = _files.Csv(
            "values.csv", 120, (_, x) => string.Create(CultureInfo.InvariantCulture, $"{100 + x[0]},{x[1] - x[2]}"), "p,q");
        var run = TransferLearning.Train(_files.Options(data, "values") with
        {
            Labels = "p,q",
            Task = new TaskOptions { Kind = "regression" },
            Folds = new FoldOptions { Folds = 3 },
        }).Run;
        var (result, again) = (run.ReadEvaluation()["validation"], Recomputed.Of(run.PredictionsPath("validation"), []));
        Assert.All(result.Metrics, m => Assert.Equal(again.OfValues(m.Name), m.Value, Near));
        Assert.All(result.ByTarget, (target, column) =>
            Assert.All(target.Metrics, m => Assert.Equal(again.OfValues(m.Name, column), m.Value, Near)));
        Assert.Equal(again.OfValues("mse"), result.Loss, Near);
        CheckFolds(run, (rows, header) => new Recomputed(rows, header, [], keys: 2).OfValues("mae"));
    }

    private static void CheckClasses(RunFolder run)
    {
        string[] classes = [.. run.ReadRecord().Classes];
        Assert.All(run.ReadEvaluation(), entry =>
        {
            var (name, result) = entry;
            var again = Recomputed.Of(run.PredictionsPath(name.Replace("-adjusted", "", StringComparison.Ordinal)), classes);
            var (threshold, temperature) = (result.Threshold ?? 0.5, result.Calibration?.Temperature ?? 1);
            Assert.Equal(again.Count, result.Count);
            Assert.All(result.Metrics, m => Assert.Equal(again.OfClasses(m.Name, threshold, temperature), m.Value, Near));
            Assert.All(result.ByTarget, (target, label) => Assert.All(
                target.Metrics, m => Assert.Equal(again.OfClass(m.Name, label, threshold, temperature), m.Value, Near)));
            Assert.Equal(again.OfClasses("log_loss", threshold, temperature), result.Loss, Near);
            CheckWilson(result.Metrics[0], result.Count);
            Assert.All(result.Metrics, m => Assert.True(m.Low <= m.Value && m.Value <= m.High && m.Low < m.High, $"{name} {m.Name} {m}"));
        });
    }

    /// <summary>Wilson's interval has those shares at its ends that differ from the observed one by 1.96 of their own errors.</summary>
    private static void CheckWilson(Metric metric, int count) => Assert.All([metric.Low, metric.High], end =>
        Assert.True(end is 0 or 1 || Math.Abs((Math.Abs(metric.Value - end) / Math.Sqrt(end * (1 - end) / count)) - 1.959964) < Near));

    private static void CheckFolds(RunFolder run, Func<IEnumerable<string[]>, string[], double> metric)
    {
        var (rows, scores) = (CsvText.Read(run.FoldPredictionsPath), CsvText.Read(run.FoldScoresPath).Skip(1).ToList());
        var folds = rows.Skip(1).GroupBy(r => $"{r[0]},{r[1]}").ToDictionary(g => g.Key, g => metric(g, rows[0]));
        Assert.All(scores, s => Assert.Equal(folds[$"{s[0]},{s[1]}"], double.Parse(s[6], CultureInfo.InvariantCulture), Near));
        var result = FoldResult.Read(run);
        var mean = folds.Values.Average();
        var deviation = Math.Sqrt(folds.Values.Sum(v => Math.Pow(v - mean, 2)) / (folds.Count - 1));
        var share = scores.Average(s => double.Parse(s[3], CultureInfo.InvariantCulture))
            / scores.Average(s => double.Parse(s[2], CultureInfo.InvariantCulture));
        var half = StudentT.InvCDF(0, 1, folds.Count - 1, 0.975) * deviation * Math.Sqrt((1.0 / folds.Count) + share);
        Assert.Equal(mean, result.Mean, Near);
        Assert.Equal(deviation, result.Deviation, Near);
        Assert.Equal(mean - half, result.Low, Near);
        Assert.Equal(Math.Min(result.Metric == "accuracy" ? 1 : double.PositiveInfinity, mean + half), result.High, Near);
    }
}
