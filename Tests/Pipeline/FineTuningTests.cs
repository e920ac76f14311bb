using System.Text.Json;
using TorchSharp;
using Transfer.Models.Onnx;
using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

public sealed class FineTuningTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_upper_layers_are_trained_from_the_cache_and_the_lower_ones_stay_as_they_were()
    {
        var start = Start();
        var result = FineTuning.Run(Options(start));
        Assert.Equal(30, result.Extracted);
        Assert.Equal(1, result.Validation.Accuracy!.Value);
        Assert.All(result.Blocks, b => Assert.True(b.RelativeChange > 0, b.Name));
        Assert.Equal(0, FineTuning.Run(Options(start) with { Run = _folder.File("again") }).Extracted);

        var (before, after) = (Weights(_folder.File("tiny.onnx")), Weights(result.ModelPath));
        Assert.Equal(before["conv1_w"], after["conv1_w"]);
        Assert.Equal(before["conv1_b"], after["conv1_b"]);
        Assert.NotEqual(before["conv2_w"], after["conv2_w"]);
        using var classifier = ImageClassifier.Load(result.ModelPath);
        var predictions = classifier.Predict(Path.Combine(_folder.Path, "data", "validation")).ToList();
        Assert.All(predictions, p => Assert.Equal(Path.GetFileName(Path.GetDirectoryName(p.Path)), p.Class));
    }

    [Fact]
    public void The_start_is_the_runs_trained_head()
    {
        var start = Start();
        var result = FineTuning.Run(Options(start));
        using var evaluation = JsonDocument.Parse(File.ReadAllText(start.EvaluationPath));
        var loss = evaluation.RootElement.GetProperty("validation").GetProperty("loss").GetDouble();
        Assert.Equal(loss, result.Frozen.Loss, 1e-5);
    }

    [Fact]
    public void Where_no_epoch_is_better_the_weights_stay_as_they_were()
    {
        var start = TransferLearning.Train(TrainOptions("head"));
        var ruined = FineTuning.Run(Options(start.Run) with { Trainer = new TrainerOptions { LearningRate = 30, Epochs = 2 } });
        Assert.Equal((0, 0), (ruined.History.Best.Number, ruined.Run.ReadRecord().BestEpoch));
        Assert.Equal(2, ruined.History.Epochs.Count);
        Assert.All(ruined.History.Epochs, epoch => Assert.True(epoch.ValidationLoss > ruined.History.Best.ValidationLoss));
        Assert.All(ruined.Blocks, block => Assert.Equal(0, block.RelativeChange));
        Assert.Equal(ruined.Frozen.ToString(), ruined.Validation.ToString());
        Assert.Equal(ruined.History.Best.ValidationLoss, ruined.Validation.Loss, 1e-5);
        Assert.Contains("none was better than the start", File.ReadAllText(RunReport.Write(ruined.Run.Path)), StringComparison.Ordinal);
        Assert.Equal(0, TransferCommand.Run("evaluate", ruined.Run.Path, "--split", "validation").Code);
    }

    [Fact]
    public void The_record_proves_that_frozen_weights_are_frozen()
    {
        var result = FineTuning.Run(Options(Start()));
        var record = result.Run.ReadRecord();
        Assert.Equal("exported", record.Status);
        Assert.NotNull(record.FineTune);
        Assert.Equal(record.FineTune.FrozenBefore, record.FineTune.FrozenAfter);
        Assert.Equal(2, record.FineTune.FrozenBefore!.Tensors);
        Assert.Equal("conv2", record.FineTune.Unfreeze);
        Assert.Equal(result.Difference, record.FineTune.Difference);
    }

    [Fact]
    public void The_same_seed_gives_the_same_history()
    {
        var start = Start();
        var first = FineTuning.Run(Options(start));
        var second = FineTuning.Run(Options(start) with { Run = _folder.File("again") });
        Assert.Equal(File.ReadAllText(first.Run.HistoryPath), File.ReadAllText(second.Run.HistoryPath));
    }

    [Fact]
    public void All_trains_every_layer()
    {
        var result = FineTuning.Run(Options(Start()) with { Unfreeze = "all" });
        Assert.Equal(["conv1", "conv2"], result.Blocks.Select(b => b.Name));
        Assert.Equal(0, result.FrozenWeights.Tensors);
        Assert.NotEqual(Weights(_folder.File("tiny.onnx"))["conv1_w"], Weights(result.ModelPath)["conv1_w"]);
    }

    [Fact]
    public void The_lowest_block_moves_least_with_a_rate_of_its_own()
    {
        var start = Start();
        var same = FineTuning.Run(Options(start) with { Unfreeze = "all" });
        var slow = FineTuning.Run(Options(start) with { Unfreeze = "all", LowestLearningRate = 1e-6, Run = _folder.File("slow") });
        Assert.True(slow.Blocks[0].RelativeChange < same.Blocks[0].RelativeChange / 20,
            $"{slow.Blocks[0].RelativeChange} and {same.Blocks[0].RelativeChange}");
    }

    [Fact]
    public void Cached_views_are_extracted_once_and_fresh_ones_every_epoch()
    {
        var start = Start();
        var cached = FineTuning.Run(Options(start) with { Views = new ViewOptions { Augmentation = "light", Cached = 2 } });
        // 30 images as they are, and two views of the 20 that are trained on.
        Assert.Equal(70, cached.Extracted);
        Assert.Equal(0, FineTuning.Run(
            Options(start) with { Views = new ViewOptions { Augmentation = "light", Cached = 2 }, Run = _folder.File("b") }).Extracted);
        var fresh = FineTuning.Run(
            Options(start) with { Views = new ViewOptions { Augmentation = "light", Fresh = true }, Run = _folder.File("c") });
        Assert.Equal(0, fresh.Extracted);
        Assert.NotEqual(cached.History.Epochs[0].Loss, fresh.History.Epochs[0].Loss);
    }

    [Fact]
    public void The_exported_file_can_be_written_again_from_the_weights()
    {
        var result = FineTuning.Run(Options(Start()));
        var again = TransferLearning.Export(new ExportOptions { Run = result.Run.Path, Output = _folder.File("again.onnx") });
        Assert.Equal(File.ReadAllBytes(result.ModelPath), File.ReadAllBytes(again));
    }

    [Fact]
    public void Bfloat16_trains_float32_weights()
    {
        var result = FineTuning.Run(
            Options(Start()) with { Compute = ComputeType.BFloat16, Trainer = Options(Start("b")).Trainer with { Epochs = 2 } });
        Assert.Equal(1, result.Validation.Accuracy!.Value);
        Assert.Equal((int)TensorProto.Types.DataType.Float,
            OnnxGraph.Load(result.ModelPath).Model.Graph.Initializer.Single(t => t.Name == "conv2_w").DataType);
    }

    [Theory]
    [InlineData("conv3", "has no layer, node or tensor 'conv3'. The nearest names are conv")]
    [InlineData("relu2", "lies at or above 'relu2', the end of the base")]
    [InlineData("last:0%", "is not a share of the weights")]
    public void A_place_that_cannot_be_unfrozen_is_said_in_a_sentence(string unfreeze, string sentence)
    {
        var exception = Assert.Throws<ArgumentException>(() => FineTuning.Run(Options(Start()) with { Unfreeze = unfreeze }));
        Assert.Contains(sentence, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fine_tuned_run_is_no_start()
    {
        var result = FineTuning.Run(Options(Start()));
        var exception = Assert.Throws<InvalidDataException>(() => FineTuning.Run(Options(result.Run) with { Run = _folder.File("third") }));
        Assert.Contains("is itself fine-tuned. Start from", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Training_from_scratch_learns_and_exports_any_backbone()
    {
        var options = TrainOptions(
            "scratch") with
        { FromScratch = ScratchNetwork.Backbone, Trainer = new TrainerOptions { Epochs = 15, LearningRate = 1e-3 } };
        var result = TransferLearning.Train(options);
        Assert.Equal(1, result.Validation.Accuracy!.Value);
        Assert.NotEqual(Weights(_folder.File("tiny.onnx"))["conv1_w"], Weights(result.ModelPath)["conv1_w"]);
        var again = TransferLearning.Export(new ExportOptions { Run = result.Run.Path, Output = _folder.File("again.onnx") });
        Assert.Equal(File.ReadAllBytes(result.ModelPath), File.ReadAllBytes(again));
    }

    [Fact]
    public void Nothing_is_left_in_memory_over_many_epochs()
    {
        var start = Start();
        var options = Options(start) with { Trainer = new TrainerOptions { Epochs = 2, LearningRate = 1e-3 } };
        _ = FineTuning.Run(options);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        _ = FineTuning.Run(options with { Trainer = options.Trainer with { Epochs = 200 }, Run = _folder.File("long") });
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static Dictionary<string, byte[]> Weights(string path) =>
        OnnxGraph.Load(path).Model.Graph.Initializer.ToDictionary(t => t.Name, t => t.RawData.ToByteArray());

    private FineTuneOptions Options(RunFolder start) => new()
    {
        From = start.Path,
        Unfreeze = "conv2",
        Trainer = new TrainerOptions { LearningRate = 1e-3, Epochs = 3 },
        Run = _folder.File("tuned"),
    };

    private TrainOptions TrainOptions(string run)
    {
        if (!Directory.Exists(Path.Combine(_folder.Path, "data")))
        {
            DrawnImages.Folder(_folder, 15, split: true);
            TinyModels.Create().Save(_folder);
        }

        return new TrainOptions
        {
            Data = Path.Combine(_folder.Path, "data"),
            Run = _folder.File(run),
            Trainer = new TrainerOptions { Epochs = 10, LearningRate = 1e-2 },
            Features = new FeatureOptions
            {
                Model = _folder.File("tiny.onnx"),
                Preprocessing = "order=RGB,mean=127,std=128",
                Cache = _folder.File("cache")
            },
        };
    }

    private RunFolder Start(string run = "start") => TransferLearning.Train(TrainOptions(run)).Run;
}
