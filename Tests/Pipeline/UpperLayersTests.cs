using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

/// <summary>A head that is often wrong is followed by the upper layers of its network, in one run.</summary>
public sealed class UpperLayersTests : IDisposable
{
    private const int Side = 24;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_head_that_is_often_wrong_lies_in_the_run_of_the_network_that_was_trained_further()
    {
        var said = new SaidSentences();
        var result = Assert.IsType<FineTuneResult>(TransferLearning.Train(Options("run", wrong: true), said));
        var run = _folder.File("run");
        Assert.Contains("That is often wrong, and training more of the network may help", said.Beginning("Frozen base: run folder"),
            StringComparison.Ordinal);
        Assert.Equal(run, result.Run.Path);
        Assert.Equal(2 * 160, result.Extracted);
        Assert.True(result.Validation.Accuracy!.Right >= result.Frozen.Accuracy!.Right);
        var (record, frozen) = (result.Run.ReadRecord(), RunFolder.Open(Path.Combine(run, "frozen")));
        Assert.Equal((frozen.Path, run), (record.FineTune!.From, record.Options.Run));
        Assert.Equal((null, frozen.Path), (frozen.ReadRecord().FineTune, frozen.ReadRecord().Options.Run));
        Assert.True(File.Exists(frozen.ModelPath));
        Assert.Equal(["cache", "data", "run"], Directory.GetDirectories(_folder.Path).Select(Path.GetFileName).Order());

        // The start goes with the run.
        var elsewhere = _folder.File("elsewhere");
        Directory.Move(run, elsewhere);
        Assert.Equal(Path.Combine(elsewhere, "frozen"), RunFolder.Open(elsewhere).ReadRecord().FineTune!.From);
        Assert.True(RunReproduction.Run(new ReproduceOptions { Run = elsewhere }).Agrees);
    }

    [Fact]
    public void A_head_that_is_right_or_was_to_stay_as_it_is_ends_the_run()
    {
        Assert.IsNotType<FineTuneResult>(TransferLearning.Train(Options("right", wrong: false)));
        var options = Options("short", wrong: true);
        var frozen = _folder.File("frozen");
        Assert.Equal(0, TransferCommand.Run(
            "train", options.Data, "--model", options.Features.Model!, "--preprocessing", "tf", "--cache", options.Features.Cache!,
            "--learning-rate", "0.01", "--unfreeze", "none", "--run", frozen).Code);
        Assert.Equal((null, null), (RunFolder.Open(frozen).ReadRecord().FineTune, RunFolder.Open(frozen).ReadRecord().Options.Unfreeze));
        Assert.IsNotType<FineTuneResult>(TransferLearning.Train(
            options with { Trainer = new TrainerOptions { Epochs = 3 } }));
    }

    [Fact]
    public void What_is_unfrozen_ends_above_what_cannot_be_trained()
    {
        var options = Options("run", wrong: true, graph =>
        {
            graph.Node.Insert(0, ProtoExtensions.Node("Shrink", ["images"], "shrunk"));
            graph.Node.Single(n => n.Output.Contains("conv1")).Input[0] = "shrunk";
        });
        Assert.Equal("last:90%", TransferLearning.Train(options).Run.ReadRecord().FineTune!.Unfreeze);
    }

    [Fact]
    public void A_network_that_cannot_be_trained_keeps_its_frozen_base_and_says_why()
    {
        var said = new SaidSentences();
        var options = Options("run", wrong: true, graph => graph.Node.Add(ProtoExtensions.Node("Shrink", ["relu2"], "shrunk")));
        Assert.IsNotType<FineTuneResult>(TransferLearning.Train(options, said));
        Assert.Contains("Shrink", said.Beginning("The frozen base is often wrong, and more of the network cannot be trained: "),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Training_that_is_stopped_leaves_the_head_whole_and_is_resumed_by_its_run()
    {
        var options = Options("run", wrong: true);
        var run = options.Run!;
        using var source = new CancellationTokenSource();
        var stopped = Assert.Throws<TrainingInterruptedException>(
            () => TransferLearning.Train(options, new StopFineTuning(source), cancellation: source.Token));
        Assert.Equal((run, 2), (stopped.RunFolder, stopped.Epochs));
        Assert.True(File.Exists(RunFolder.Open(run).ModelPath));
        var resumed = Assert.IsType<FineTuneResult>(TransferLearning.Resume(run));
        var whole = TransferLearning.Train(options with { Run = _folder.File("whole") });
        Assert.Equal(run, resumed.Run.Path);
        Assert.Equal(File.ReadAllBytes(whole.ModelPath), File.ReadAllBytes(resumed.ModelPath));
        Assert.False(Directory.Exists(FrozenRun.Beside(run)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_program_that_was_killed_while_runs_were_moved_is_put_right_by_resuming(bool isHeadMoved)
    {
        var run = TransferLearning.Train(Options("run", wrong: true)).Run.Path;
        Directory.Move(run, FrozenRun.Beside(run));
        if (!isHeadMoved)
        {
            Directory.Move(Path.Combine(FrozenRun.Beside(run), "frozen"), run);
        }

        var message = Assert.Throws<InvalidDataException>(() => TransferLearning.Resume(run)).Message;
        Assert.Contains("was trained to its end", message, StringComparison.Ordinal);
        Assert.Equal(Path.Combine(run, "frozen"), RunFolder.Open(run).ReadRecord().FineTune!.From);
        Assert.True(File.Exists(Path.Combine(run, "frozen", "run.json")));
        Assert.False(Directory.Exists(FrozenRun.Beside(run)));
    }

    [Fact]
    public void What_an_earlier_run_has_left_is_no_part_of_the_one_that_replaces_it()
    {
        var options = Options("run", wrong: true);
        TransferLearning.Train(options);
        Directory.Move(options.Run!, FrozenRun.Beside(options.Run!));
        Assert.Contains("Choose another run folder", Assert.Throws<IOException>(() => TransferLearning.Train(options)).Message,
            StringComparison.Ordinal);
        Assert.Throws<IOException>(() => TransferLearning.Train(options with { Unfreeze = null }));
        Directory.Delete(Path.Combine(options.Data, "train", "blue"), recursive: true);
        Write("train", 0, 20, wrong: false);
        Write("validation", 0, 60, wrong: false);
        Write("validation", 1, 60, wrong: false);
        Assert.IsNotType<FineTuneResult>(TransferLearning.Train(options with { Overwrite = true }));
        Assert.False(Directory.Exists(FrozenRun.Beside(options.Run!)));
    }

    /// <param name="wrong">Whether a quarter of the images that validate have the label of the other class.</param>
    private TrainOptions Options(string run, bool wrong, Action<Transfer.Models.Onnx.GraphProto>? top = null)
    {
        foreach (var label in new[] { 0, 1 })
        {
            Write("train", label, 20, wrong: false);
            Write("validation", label, 60, wrong);
        }

        return new TrainOptions
        {
            Data = _folder.File("data"),
            Run = _folder.File(run),
            Features = new FeatureOptions
            {
                Model = TinyModels.Create(top is null ? null : graph =>
                {
                    top(graph);
                    graph.Output.Add(ProtoExtensions.FloatValue(graph.Node[^1].Output[0]));
                }).Save(_folder),
                Preprocessing = "tf",
                Cache = _folder.File("cache"),
            },
            Trainer = new TrainerOptions { LearningRate = 1e-2, CheckpointEvery = 1 },
        };
    }

    private void Write(string split, int label, int count, bool wrong)
    {
        for (var i = 0; i < count; i++)
        {
            var color = wrong && i % 4 == 0 ? 1 - label : label;
            var index = (1000 * label) + (split == "train" ? 0 : 500) + i;
            File.WriteAllBytes(
                _folder.File("data", split, label == 0 ? "blue" : "red", $"{i:D4}.png"), DrawnImages.Png(color, index, Side));
        }
    }

    private sealed class StopFineTuning(CancellationTokenSource source) : IProgress<ProgressUpdate>
    {
        public void Report(ProgressUpdate value)
        {
            if (value is { Stage: "Fine-tuning", Done: 2, History: not null })
            {
                source.Cancel();
            }
        }
    }
}
