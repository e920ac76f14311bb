using System.Text.Json;
using TorchSharp;
using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

public sealed class ViewTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _data;

    public ViewTests()
    {
        _data = DrawnImages.Folder(_folder, 12, split: true);
        TinyModels.Create().Save(_folder);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_epoch_of_a_head_has_all_views_of_every_image_and_of_a_network_one_of_each()
    {
        using var data = (ImageInputs)RunInputs.Open(Options("unused", views: 3), null, RunContext.None);
        using var features = data.Extract(RunContext.None);
        var images = features.Train.Count;
        using var head = data.Batches(features, torch.CPU, 3);
        using var two = data.Batches(features, torch.CPU, 2);
        using var network = data.Batches(features, torch.CPU, null);
        Assert.Equal((16, 48, 32, 16), (images, head.Count, two.Count, network.Count));

        var all = Rows(head, epoch: 1);
        Assert.Equal(all, Rows(head, epoch: 2));
        Assert.Equal(48, all.Distinct().Count());
        Assert.Equal(Enumerable.Range(0, 48).Where(i => i % 3 < 2).Select(i => all[i]), Rows(two, epoch: 1));
        // In three epochs a network sees every view of every image once.
        Assert.Equal(all.Order(), Enumerable.Range(1, 3).SelectMany(epoch => Rows(network, epoch)).Order());
    }

    [Fact]
    public void Accuracy_by_number_of_views_is_that_of_runs_with_so_many()
    {
        var four = TransferLearning.Train(Options("four", views: 4));
        Assert.Equal([1, 2, 4], four.Views!.Training.Select(v => v.Views));
        Assert.Equal(four.Validation.Metrics[0], four.Views.Training[^1].Metric);
        var one = TransferLearning.Train(Options("one", views: 1));
        Assert.Null(one.Views);
        Assert.Equal(0, one.Extracted);
        Assert.Equal(one.Validation.Metrics[0], four.Views.Training[0].Metric);

        using var json = JsonDocument.Parse(File.ReadAllText(four.Run.RecordPath));
        var rows = json.RootElement.GetProperty("views").GetProperty("training").EnumerateArray().ToList();
        Assert.Equal([1, 2, 4], rows.Select(r => r.GetProperty("views").GetInt32()));
        Assert.Equal(four.Views.Training[1].Metric.Value, rows[1].GetProperty("metric").GetProperty("value").GetDouble());
        Assert.Equal(4, four.Run.ReadRecord().Views!.Training[^1].Views);
    }

    [Fact]
    public void The_same_seed_gives_the_same_history_with_views_and_mixing()
    {
        var options = Options("first", views: 2) with { Mixing = new MixingOptions { MixUp = 0.3 } };
        var first = TransferLearning.Train(options);
        var second = TransferLearning.Train(options with { Run = _folder.File("second") });
        Assert.Equal(File.ReadAllText(first.Run.HistoryPath), File.ReadAllText(second.Run.HistoryPath));
    }

    [Fact]
    public void Test_time_views_are_cached_and_averaged_with_the_clean_image()
    {
        // Views that change colours much, and few epochs, so that there is something to average.
        var options = Options("tta", views: 0) with
        {
            TestViews = 3,
            Views = new ViewOptions { Augmentation = "none;brightness-range=0.1,2" },
            Trainer = new TrainerOptions { Epochs = 1, LearningRate = 1e-3 },
        };
        var first = TransferLearning.Train(options);
        // 24 images as they are, and three views of the 8 that validate.
        Assert.Equal(24 + 24, first.Extracted);
        Assert.Equal(0, TransferLearning.Train(options with { Run = _folder.File("again") }).Extracted);
        var average = first.Views!.Validation!;
        Assert.Equal([0, 1, 2, 3], average.ByViews.Select(v => v.Views));
        Assert.Equal(first.Validation.Metrics[0], average.ByViews[0].Metric);
        Assert.Equal(average.Evaluation.Metrics[0], average.ByViews[^1].Metric);
        Assert.NotEqual(first.Validation.Loss, average.Evaluation.Loss);
        Assert.Equal(average.Evaluation.Accuracy!.Right - first.Validation.Accuracy!.Right,
            average.Difference.Gained - average.Difference.Lost);
        using var json = JsonDocument.Parse(File.ReadAllText(first.Run.EvaluationPath));
        Assert.Equal(average.Evaluation.Loss, json.RootElement.GetProperty("validation-tta").GetProperty("loss").GetDouble(), 1e-12);

        // The exported file, given the same views, says the same.
        var classifier = new ClassifierOptions { TestViews = 3, Augmentation = options.Views.Augmentation };
        using var predictor = ImageClassifier.Load(first.ModelPath, classifier);
        using var plain = ImageClassifier.Load(first.ModelPath);
        Assert.Equal(average.Evaluation.Loss, Loss(predictor), 1e-4);
        Assert.Equal(first.Validation.Loss, Loss(plain), 1e-4);

        double Loss(ImageClassifier one) => one.Predict(Path.Combine(_data, "validation"))
            .Average(p => -Math.Log(p.Probabilities[Path.GetFileName(Path.GetDirectoryName(p.Path))!]));
    }

    [Fact]
    public void Fine_tuning_takes_over_the_views_of_its_start_and_averages_as_well()
    {
        var start = TransferLearning.Train(Options("start", views: 2) with { TestViews = 2 });
        var tuned = new FineTuneOptions
        {
            From = start.Run.Path,
            Unfreeze = "conv2",
            Run = _folder.File("tuned"),
            Trainer = new TrainerOptions { Epochs = 2, LearningRate = 1e-4 },
            Mixing = new MixingOptions { CutMix = 1 },
        };
        var result = FineTuning.Run(tuned);
        Assert.Equal([0, 1, 2], result.Views!.Validation!.ByViews.Select(v => v.Views));
        Assert.Empty(result.Views.Training);
        var record = result.Run.ReadRecord();
        Assert.Equal((2, 2, 1.0), (record.Options.TestViews, record.Options.Views.Cached, record.Options.Mixing.CutMix));
        Assert.Equal(Imaging.Skia, record.Options.Features.Imaging);
        Assert.Contains("validation-tta", File.ReadAllText(result.Run.EvaluationPath), StringComparison.Ordinal);
        Assert.Null(FineTuning.Run(tuned with { TestViews = 0, Run = _folder.File("plain") }).Views);
        var again = TransferLearning.Export(new ExportOptions { Run = result.Run.Path, Output = _folder.File("again.onnx") });
        Assert.Equal(File.ReadAllBytes(result.ModelPath), File.ReadAllBytes(again));
    }

    [Fact]
    public void The_decoder_is_part_of_the_run_and_one_that_does_not_exist_is_refused_before_any_work()
    {
        var run = TransferLearning.Train(Options("run", views: 0)).Run.ReadRecord();
        Assert.Equal(ImagingLibrary.FormatVersion(Imaging.Skia), run.Versions["loader"]);
        var refused = Assert.Throws<InvalidOptionsException>(
            () => TransferLearning.Train(
            Options("none", views: 0) with { Features = Options("none", views: 0).Features with { Imaging = (Imaging)7 } }));
        Assert.Equal("Imaging is 7; expected Skia or ImageSharp.", refused.Message);
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "none")));
        Assert.Throws<InvalidOptionsException>(
            () => ImageClassifier.Load("gone.onnx", new ClassifierOptions { Imaging = (Imaging)7 }));
    }

    [Fact]
    public void Another_decoder_has_other_rows_in_the_cache()
    {
        Assert.Equal(24, TransferLearning.Train(Options("skia", views: 0)).Extracted);
        var sharp = TransferLearning.Train(
            Options("sharp", views: 0) with { Features = Options("sharp", views: 0).Features with { Imaging = Imaging.ImageSharp } });
        Assert.Equal(24, sharp.Extracted);
        var tuned = FineTuning.Run(
            new FineTuneOptions
            {
                From = sharp.Run.Path,
                Unfreeze = "conv2",
                Run = _folder.File("tuned"),
                Trainer = new TrainerOptions { Epochs = 1 }
            });
        Assert.Equal(Imaging.ImageSharp, tuned.Run.ReadRecord().Options.Features.Imaging);
    }

    [Fact]
    public void Every_fault_of_views_and_mixing_is_reported_at_once()
    {
        var faults = (Options("x", views: -1) with { TestViews = -2, Mixing = new MixingOptions { MixUp = -1, CutMix = double.NaN } })
            .Validate().ToList();
        Assert.Equal(4, faults.Count);
        Assert.Contains("The number of test-time views is -2; expected 0 (none) to 1000.", faults);
        Assert.Contains("The alpha of MixUp is -1; expected 0 (none) or more, such as 0.2.", faults);
        Assert.Contains("The alpha of CutMix is NaN; expected 0 (none) or more, such as 1.", faults);
    }

    private static List<string> Rows(IBatchSource source, int epoch)
    {
        using var scope = torch.NewDisposeScope();
        var (inputs, _) = source.Batch([.. Enumerable.Range(0, source.Count)], epoch);
        return [.. inputs.data<float>().ToArray().Chunk(source.Length).Select(row => string.Join(' ', row))];
    }

    private TrainOptions Options(string run, int views) => new()
    {
        Data = _data,
        Run = Path.Combine(_folder.Path, run),
        Views = new ViewOptions { Augmentation = "light", Cached = views },
        Trainer = new TrainerOptions { Epochs = 3, LearningRate = 1e-3 },
        Features = new FeatureOptions { Model = _folder.File("tiny.onnx"), Preprocessing = "tf", Cache = _folder.File("cache") },
    };
}
