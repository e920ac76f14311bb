using System.Globalization;
using System.IO.Compression;
using Microsoft.ML.OnnxRuntime;
using Transfer.Augmentation;
using Transfer.Models;
using Transfer.Pipeline;
using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

public sealed class TableTrainingTests : IDisposable
{
    private const int Features = 6;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Classes_of_a_CSV_are_learnt_and_the_file_gives_what_was_trained()
    {
        var options = Options(Csv("train.csv", 150, i => new[] { "low", "middle", "high" }[i % 3]), "csv");
        var said = new List<string>();
        var result = TransferLearning.Train(options, new Sentences(said));
        Assert.Equal(1, result.Validation.Accuracy!.Value, 0.1);
        Assert.Contains(said, s => s.EndsWith("validation is 20 % of each class, chosen by the seed.", StringComparison.Ordinal)
            && s.StartsWith("Data: 120 training and 30 validation rows [6] from", StringComparison.Ordinal));
        var record = result.Run.ReadRecord();
        Assert.Equal(("exported", 120), (record.Status, record.Samples["train"]));
        Assert.Null(record.Backbone);
        Assert.Equal(["high", "low", "middle"], record.Classes);

        using var session = new InferenceSession(result.ModelPath);
        Assert.Equal([-1, Features], session.InputMetadata.Values.Single().Dimensions);
        Assert.Equal("6", session.ModelMetadata.CustomMetadataMap["transfer.features"]);
        Assert.Contains("takes rows of 6 values and no images",
            Assert.Throws<InvalidDataException>(() => ImageClassifier.Load(result.ModelPath)).Message, StringComparison.Ordinal);

        var features = Csv("features.csv", 9, (_, _) => "", "");
        File.WriteAllLines(features, File.ReadAllLines(features).Select(line => line.TrimEnd(',')));
        var (code, output, error) = TransferCommand.Run("predict", result.ModelPath, features);
        Assert.Equal((0, ""), (code, error));
        Assert.Equal(9, output.Split('\n').Count(line => System.Text.RegularExpressions.Regex.IsMatch(line, @"features\.csv:\d  (low|middle|high)  0\.\d{4}$")));
        Assert.Contains("features.csv:1  low  0.", output, StringComparison.Ordinal);
        Assert.Contains("have 7 values; expected 6, as in training.",
            TransferCommand.Run("predict", result.ModelPath, Csv("seven.csv", 2, _ => "1")).Error, StringComparison.Ordinal);

        var before = File.ReadAllBytes(result.ModelPath);
        File.Delete(result.ModelPath);
        TransferLearning.Export(result.Run.Path);
        Assert.Equal(before, File.ReadAllBytes(result.ModelPath));
        Assert.Contains("was trained on a table",
            Assert.Throws<InvalidDataException>(
            () => FineTuning.Run(new FineTuneOptions { From = result.Run.Path, Unfreeze = "all" })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_are_learnt_from_packed_IDX_files_with_validation_files()
    {
        var options = Options(Idx("x.idx.gz", 120, _ => null), "idx") with
        {
            Labels = Idx("y.idx.gz", 120, x => x[0] - x[1]),
            ValidationData = Idx("vx.idx.gz", 40, _ => null, seed: 2),
            ValidationLabels = Idx("vy.idx.gz", 40, x => x[0] - x[1], seed: 2),
            Task = new TaskOptions { Kind = "regression", Loss = "mae" },
            Head = new HeadOptions { Layers = "none" },
            Trainer = new TrainerOptions { Epochs = 60, Optimizer = "adam", LearningRate = 0.05 },
        };
        var result = TransferLearning.Train(options);
        Assert.Equal("mae", result.History.Metric);
        Assert.True(result.History.Best.ValidationMetric < 0.15, $"{result.History.Best.ValidationMetric}");
        Assert.Equal((120, 40), (result.Run.ReadRecord().Samples["train"], result.Run.ReadRecord().Samples["validation"]));
        Assert.Equal("a value of any size: one output, output activation linear, loss mean_absolute_error, metrics mae, rmse, r2",
            result.Run.ReadRecord().Task);
        Assert.StartsWith("epoch,loss,mae,val_loss,val_mae,learning_rate", File.ReadAllText(result.Run.HistoryPath),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_that_do_not_exclude_each_other_are_learnt_from_columns()
    {
        var options = Options(Csv("labels.csv", 300, (_, x) => $"{(x[0] > 0 ? 1 : 0)},{(x[1] > 0 ? 1 : 0)}", "left,right"), "labels") with
        {
            Labels = "left,right",
            Task = new TaskOptions { Kind = "multilabel" },
            Head = new HeadOptions { Layers = "none" },
            Trainer = new TrainerOptions { Epochs = 30, LearningRate = 0.05 },
        };
        var result = TransferLearning.Train(options);
        Assert.Equal("accuracy", result.History.Metric);
        Assert.True(result.History.Best.ValidationMetric > 0.9, $"{result.History.Best.ValidationMetric}");
        Assert.Equal(["left", "right"], result.Run.ReadRecord().Classes);
    }

    [Fact]
    public void Training_on_a_table_is_resumed_to_the_same_weights()
    {
        var options = Options(
            Csv("train.csv", 60, i => i % 2 == 0 ? "a" : "b"), "whole") with { ClassWeight = "balanced", Trainer =
            new TrainerOptions { Epochs = 4, CheckpointEvery = 1 } };
        var whole = TransferLearning.Train(options);
        using var source = new CancellationTokenSource();
        var stopped = Assert.Throws<TrainingInterruptedException>(
            () => TransferLearning.Train(
            options with { Run = _folder.File("stopped") }, new StopAfterTwo(source), cancellation: source.Token));
        var resumed = TransferLearning.Resume(stopped.RunFolder);
        Assert.Equal(File.ReadAllBytes(whole.Run.WeightsPath), File.ReadAllBytes(resumed.Run.WeightsPath));
    }

    [Theory]
    [InlineData("dense:16,relu")]
    [InlineData("dense:16,tanh")]
    [InlineData("linear")]
    public void Folds_of_a_table_are_trained_and_written(string layers)
    {
        // The first head has a trainer of its own for folds, the second goes through the general one, the third is solved for.
        var options = Options(Csv("train.csv", 90, i => new[] { "low", "middle", "high" }[i % 3]), "folds") with
        {
            Head = new HeadOptions { Layers = layers },
            Folds = new FoldOptions { Folds = 3, Repeats = 2 },
        };
        var folds = TransferLearning.Train(options).Folds!;
        Assert.Equal(("accuracy", 6), (folds.Metric, folds.Scores.Count));
        Assert.All(folds.Scores, s => Assert.Equal((60, 30), (s.Train, s.Validation)));
        Assert.InRange(folds.Mean, 0.9, 1);
        Assert.Equal(folds.Scores, FoldResult.Read(RunFolder.Open(options.Run!)).Scores);
        Assert.Equal(folds.Scores, TransferLearning.Train(options with { Run = _folder.File("again") }).Folds!.Scores);
    }

    [Theory]
    [InlineData("dense:16,relu")]
    [InlineData("dense:16,tanh")]
    public void Folds_that_were_stopped_go_on_behind_those_that_are_done(string layers)
    {
        var options = Options(Csv("train.csv", 90, i => i % 2 == 0 ? "a" : "b"), "whole") with
        {
            Head = new HeadOptions { Layers = layers },
            Trainer = new TrainerOptions { Epochs = 3 },
            Folds = new FoldOptions { Folds = 3, Repeats = 4 },
        };
        var whole = TransferLearning.Train(options).Folds!;
        using var source = new CancellationTokenSource();
        var stopped = Assert.Throws<TrainingInterruptedException>(() =>
            TransferLearning.Train(
                options with { Run = _folder.File("stopped") }, new StopAfterFolds(source, 4), cancellation: source.Token));
        Assert.Matches(@"^Stopped with \d+ of 12 folds saved. Resume the run '.*' to go on.$", stopped.Message);
        var partial = Path.Combine(stopped.RunFolder, "folds.partial");
        var lines = File.ReadAllLines(partial);
        Assert.InRange(lines.Length - 1, 4, 11);

        // As a kill in the middle of a line leaves it; and a score that nobody would get shows that it is not computed again.
        File.WriteAllText(partial, string.Join('\n', [lines[0], lines[1][..lines[1].LastIndexOf(',')] + ",0.125", lines[2][..7]]));
        var said = new List<string>();
        var resumed = TransferLearning.Resume(stopped.RunFolder, new Sentences(said)).Folds!;
        Assert.Contains("Folds: 1 of 12 were done before.", said);
        Assert.False(File.Exists(partial));
        Assert.Equal(0.125, Assert.Single(resumed.Scores, s => !whole.Scores.Contains(s)).Metric);
        Assert.Equal(whole.Scores.Count, resumed.Scores.Count);
        Assert.Contains("was trained to its end",
            Assert.Throws<InvalidDataException>(() => TransferLearning.Resume(stopped.RunFolder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Scores_of_folds_that_belong_to_other_options_do_not_count()
    {
        var options = Options(
            Csv("train.csv", 60, i => i % 2 == 0 ? "a" : "b"), "other") with { Trainer = new TrainerOptions { Epochs = 2 }, Folds =
            new FoldOptions { Folds = 3 } };
        var run = TransferLearning.Train(options).Run;
        File.Delete(run.FoldSummaryPath);
        File.WriteAllText(Path.Combine(run.Path, "folds.partial"), "something else\n1,1,40,20,1,0.5,0.125\n");
        Assert.DoesNotContain(TransferLearning.Resume(run.Path).Folds!.Scores, s => s.Metric == 0.125);
    }

    [Fact]
    public void Scores_of_folds_that_are_damaged_are_refused_in_a_sentence()
    {
        var options = Options(
            Csv("train.csv", 60, i => i % 2 == 0 ? "a" : "b"), "damaged") with { Trainer = new TrainerOptions { Epochs = 1 }, Folds =
            new FoldOptions { Folds = 3, Repeats = 4 } };
        using var source = new CancellationTokenSource();
        var stopped = Assert.Throws<TrainingInterruptedException>(
            () => TransferLearning.Train(options, new StopAfterFolds(source, 2), cancellation: source.Token));
        var partial = Path.Combine(stopped.RunFolder, "folds.partial");
        File.AppendAllText(partial, "1,zwei\n");
        Assert.Equal(
            $"'{partial}' is damaged ('1,zwei' has 2 fields; expected 7), so the folds cannot go on from it. Delete it and resume "
                + $"again: they then begin anew.",
            Assert.Throws<InvalidDataException>(() => TransferLearning.Resume(stopped.RunFolder)).Message);
    }

    [Fact]
    public void Folds_of_values_are_measured_by_their_error()
    {
        var data = Csv("values.csv", 90, (_, x) => (x[0] - x[1]).ToString(CultureInfo.InvariantCulture), "y");
        var folds = TransferLearning.Train(Options(data, "values") with
        {
            Task = new TaskOptions { Kind = "regression" },
            Folds = new FoldOptions { Folds = 3, Repeats = 1 },
        }).Folds!;
        Assert.Equal(("mae", 3), (folds.Metric, folds.Scores.Count));
        // The values' mean distance from their own mean is above 2.
        Assert.InRange(folds.Mean, 0, 1);
    }

    [Fact]
    public void Labels_of_a_CSV_are_learnt_and_the_validation_file_may_lack_some()
    {
        static string Labels(float[] x) =>
            string.Join('|', new[] { x[0] > x[1] ? "sea" : "", x[2] > x[3] ? "sand" : "", x[4] > x[5] ? "sky" : "" }
            .Where(l => l.Length > 0));
        var options = Options(Csv("labels.csv", 150, (_, x) => Labels(x), "what"), "labels") with
        {
            ValidationData = Csv(
                "fewer.csv", 60, (_, x) => Labels(x), "what", only: i => !Labels(Vector(i, 1)).Contains("sky", StringComparison.Ordinal)),
        };
        var result = TransferLearning.Train(options);
        var record = result.Run.ReadRecord();
        Assert.Equal(["sand", "sea", "sky"], record.Classes);
        Assert.True(result.History.Best.ValidationMetric > 0.85, $"{result.History.Best}");
        using var session = new InferenceSession(result.ModelPath);
        Assert.Equal([-1, 3], session.OutputMetadata.Values.Single().Dimensions);
        // Asked for, a single label in every row is one of many all the same; and one that was never learnt is refused.
        var single = Options(
            Csv("single.csv", 60, i => i % 2 == 0 ? "a" : "b"), "single") with { Task = new TaskOptions { Kind = "multi_label" } };
        Assert.Equal(["a", "b"], TransferLearning.Train(single).Run.ReadRecord().Classes);
        Assert.Contains("has a label 'fire' that the training data lack; expected sand, sea, sky.",
            Refusal<InvalidDataException>(options with { ValidationData = Csv("other.csv", 6, _ => "sea|fire") }),
                StringComparison.Ordinal);
    }

    [Fact]
    public void A_linear_head_is_solved_for_and_exported()
    {
        var options = Options(
            Csv("train.csv", 150, i => new[] { "low", "middle", "high" }[i % 3]), "linear") with { Head =
            new HeadOptions { Layers = "linear" } };
        var result = TransferLearning.Train(options);
        Assert.Single(result.History.Epochs);
        Assert.Equal(1, result.Validation.Accuracy!.Value, 0.1);
        using var session = new InferenceSession(result.ModelPath);
        Assert.Equal([-1, Features], session.InputMetadata.Values.Single().Dimensions);
        Assert.InRange(result.Run.ReadRecord().ExportDifference!.Value, 0, 1e-5);
        var refused = options with { Data = Csv("numbers.csv", 30, i => $"{i}"), Run = _folder.File("other"),
            Task = new TaskOptions { Kind = "regression" } };
        Assert.StartsWith("A linear head learns classes that exclude each other", Refusal<InvalidOptionsException>(refused),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_of_the_validation_file_has_the_number_that_it_has_in_training()
    {
        // Alone, the second file would number its classes otherwise.
        var options = Options(
            Csv("train.csv", 90, i => new[] { "a", "b", "c" }[i % 3]), "numbers") with { ValidationData =
            Csv("other.csv", 30, i => new[] { "a", "b", "c" }[i % 3], only: i => i % 3 == 2) };
        Assert.Equal(1, TransferLearning.Train(options).Validation.Accuracy!.Value, 0.2);
        var unknown = options with { ValidationData = Csv("unknown.csv", 6, _ => "d") };
        Assert.Contains("has a class 'd' that the training data lack; expected a, b, c.", Refusal<InvalidDataException>(unknown),
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_makes_no_sense_is_refused_in_a_sentence()
    {
        var path = Csv("train.csv", 30, i => i % 2 == 0 ? "a" : "b");
        var options = Options(path, "refused");
        Assert.Equal($"'{path}' is a table and not a folder of images, and a model is for images. Leave it out.",
            Refusal<InvalidOptionsException>(options with { Features = options.Features with { Model = "m.onnx" } }));
        Assert.StartsWith(
            "Softmax with binary_crossentropy makes no sense for two classes that exclude each other (a softmax over one output is "
                + "always 1). Expected sigmoid with binary_crossentropy,",
            Refusal<InvalidOptionsException>(
                options with { Task = new TaskOptions { OutputActivation = "softmax", Loss = "binary_crossentropy" } }),
                StringComparison.Ordinal);
        var numbers = Csv("numbers.csv", 30, i => $"{i}");
        Assert.Contains("has the target 2 in row 3; expected values from 0 to 1.",
            Refusal<InvalidDataException>(options with { Data = numbers, Task = new TaskOptions { Kind = "unit_regression" } }),
            StringComparison.Ordinal);
        Assert.Contains("Leave out --class-weight.",
            Refusal<InvalidOptionsException>(
            options with { Data = numbers, ClassWeight = "balanced", Task = new TaskOptions { Kind = "regression" } }),
            StringComparison.Ordinal);
        Assert.Contains("has features and no targets.",
            Refusal<InvalidDataException>(options with { Data = Idx("alone.idx", 5, _ => null) }), StringComparison.Ordinal);
    }

    private static string Refusal<T>(TrainOptions options)
        where T : Exception => Assert.Throws<T>(() => TransferLearning.Train(options)).Message;

    private static float[] Vector(int index, long seed)
    {
        var random = new SeededRandom(seed, index);
        return [.. Enumerable.Range(0, Features).Select(j => (float)random.Normal(j == index % 3 ? 4 : 0, 1))];
    }

    private string Csv(string name, int count, Func<int, string> target, Func<int, bool>? only = null) =>
        Csv(name, count, (i, _) => target(i), "class", only);

    private string Csv(string name, int count, Func<int, float[], string> target, string columns, Func<int, bool>? only = null) =>
        _folder.Write(name, System.Text.Encoding.UTF8.GetBytes(
        $"a,b,c,d,e,f,{columns}\n" + string.Concat(Enumerable.Range(0, count).Where(i => only?.Invoke(i) ?? true).Select(i =>
            string.Join(',', Vector(i, 1).Select(v => v.ToString(CultureInfo.InvariantCulture))) + $",{target(i, Vector(i, 1))}\n"))));

    /// <summary>Rows, or one value of each.</summary>
    private string Idx(string name, int count, Func<float[], float?> target, long seed = 1)
    {
        var rows = Enumerable.Range(0, count).Select(i => Vector(i, seed)).Select(x => target(x) is { } value ? [value] : x).ToList();
        var bytes = new List<byte> { 0, 0, 0x0D, 2 };
        foreach (var number in new[] { count, rows[0].Length })
        {
            bytes.AddRange(BitConverter.GetBytes(number).Reverse());
        }

        bytes.AddRange(rows.SelectMany(r => r).SelectMany(v => BitConverter.GetBytes(v).Reverse()));
        if (!name.EndsWith(".gz", StringComparison.Ordinal))
        {
            return _folder.Write(name, [.. bytes]);
        }

        using var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, CompressionMode.Compress))
        {
            stream.Write(bytes.ToArray());
        }

        return _folder.Write(name, packed.ToArray());
    }

    private TrainOptions Options(string data, string run) => new()
    {
        Data = data,
        Run = _folder.File(run),
        Head = new HeadOptions { Layers = "dense:16,relu" },
        Trainer = new TrainerOptions { Epochs = 20, LearningRate = 1e-2 },
        Features = new FeatureOptions { Device = "cpu" },
    };

    private sealed class Sentences(List<string> said) : IProgress<ProgressUpdate>
    {
        public void Report(ProgressUpdate value) => said.Add(value.Text);
    }

    private sealed class StopAfterTwo(CancellationTokenSource source) : IProgress<ProgressUpdate>
    {
        public void Report(ProgressUpdate value)
        {
            if (value.History?.Epochs.Count == 2)
            {
                source.Cancel();
            }
        }
    }

    private sealed class StopAfterFolds(CancellationTokenSource source, int folds) : IProgress<ProgressUpdate>
    {
        public void Report(ProgressUpdate value)
        {
            if (value is { Stage: "Folds" } && value.Done >= folds)
            {
                source.Cancel();
            }
        }
    }
}
