using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

public sealed class CheckpointTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("sgd:momentum=0.9:nesterov", "reduce_on_plateau:patience=1:factor=0.5")]
    [InlineData("rmsprop:momentum=0.5:centered", "cosine")]
    [InlineData("nadam", "step:2")]
    public void Training_stopped_at_any_epoch_goes_on_to_the_same_weights(string optimizer, string schedule)
    {
        var options = Options("whole") with
        {
            Head = new HeadOptions { Layers = "dense:16:l2=0.01,batchnorm,relu,dropout:0.5" },
            Mixing = new MixingOptions { MixUp = 0.3 },
            Trainer = new TrainerOptions
            {
                Epochs = 5,
                BatchSize = 4,
                Optimizer = optimizer,
                Schedule = schedule,
                WarmUpEpochs = 0.5,
                CheckpointEvery = 1,
            },
        };
        var whole = TransferLearning.Train(options);
        Assert.False(File.Exists(whole.Run.CheckpointPath));
        foreach (var epoch in new[] { 1, 2, 4 })
        {
            var run = Stop(options with { Run = _folder.File($"stopped{epoch}") }, epoch);
            Assert.True(File.Exists(run.CheckpointPath));
            var resumed = TransferLearning.Resume(run.Path);
            Assert.Equal(File.ReadAllBytes(whole.Run.WeightsPath), File.ReadAllBytes(run.WeightsPath));
            Assert.Equal(File.ReadAllText(whole.Run.HistoryPath), File.ReadAllText(run.HistoryPath));
            Assert.Equal(File.ReadAllBytes(whole.Run.ModelPath), File.ReadAllBytes(run.ModelPath));
            Assert.Equal(whole.Validation.Loss, resumed.Validation.Loss);
            Assert.False(File.Exists(run.CheckpointPath));
        }
    }

    [Fact]
    public void Fine_tuning_goes_on_to_the_same_weights_too()
    {
        var start = TransferLearning.Train(Options("start"));
        var options = new FineTuneOptions
        {
            From = start.Run.Path,
            Unfreeze = "conv2",
            Cache = _folder.File("cache"),
            Run = _folder.File("whole"),
            Trainer = new TrainerOptions { Epochs = 4, LearningRate = 1e-3, Optimizer = "adam", Schedule = "cosine", CheckpointEvery = 1 },
            LowestLearningRate = 1e-4,
        };
        var whole = FineTuning.Run(options);
        var said = new List<string>();
        using var source = new CancellationTokenSource();
        var interrupted = Assert.Throws<TrainingInterruptedException>(() =>
            FineTuning.Run(options with { Run = _folder.File("stopped") }, new StopAfter(2, source), cancellation: source.Token));
        Assert.Equal($"Stopped with epoch 2 saved. Resume the run '{_folder.File("stopped")}' to go on.", interrupted.Message);
        var resumed = FineTuning.Resume(interrupted.RunFolder, new Sentences(said));
        Assert.Contains("Resumed after epoch 2 of 4.", said);
        Assert.Equal(File.ReadAllBytes(whole.Run.NetworkPath), File.ReadAllBytes(resumed.Run.NetworkPath));
        Assert.Equal(File.ReadAllBytes(whole.ModelPath), File.ReadAllBytes(resumed.ModelPath));
        Assert.Contains("is a run of fine-tuning", Assert.Throws<InvalidDataException>(
            () => TransferLearning.Resume(Restarted(resumed.Run).Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_resumed_is_refused_in_one_sentence()
    {
        var options = Options("stopped") with { Trainer = new TrainerOptions { Epochs = 4, LearningRate = 1e-3, CheckpointEvery = 1 } };
        var run = Stop(options, 2);
        var checkpoint = File.ReadAllBytes(run.CheckpointPath);

        File.WriteAllBytes(run.CheckpointPath, checkpoint[..^50]);
        Assert.Equal(
            $"'{run.CheckpointPath}' is damaged or from another version, so training cannot go on from it. "
            + "Delete it and resume again: training then begins anew, with the features that are cached.",
            Refused());
        checkpoint[^60] ^= 1;
        File.WriteAllBytes(run.CheckpointPath, checkpoint);
        Assert.Contains("is damaged", Refused(), StringComparison.Ordinal);
        checkpoint[^60] ^= 1;
        File.WriteAllBytes(run.CheckpointPath, checkpoint);

        var record = File.ReadAllText(run.RecordPath);
        File.WriteAllText(run.RecordPath, record.Replace("\"learningRate\": 0.001", "\"learningRate\": 0.002", StringComparison.Ordinal));
        Assert.Equal(
            $"'{run.CheckpointPath}' was written with other options than run.json has now, so training cannot go on from it. "
            + "Put back what was changed, or delete it to begin anew.",
            Refused());
        File.WriteAllText(run.RecordPath, record);

        var image = Directory.EnumerateFiles(options.Data, "*", SearchOption.AllDirectories).First();
        File.Move(image, _folder.File("elsewhere"));
        Assert.Contains("was written with other training or validation samples than there are now", Refused(), StringComparison.Ordinal);
        File.Move(_folder.File("elsewhere"), image);

        Assert.Contains(
            "is a run of training and not of fine-tuning",
            Assert.Throws<InvalidDataException>(() => FineTuning.Resume(run.Path)).Message, StringComparison.Ordinal);
        TransferLearning.Resume(run.Path);
        Assert.Contains("was trained to its end", Refused(), StringComparison.Ordinal);

        string Refused() => Assert.Throws<InvalidDataException>(() => TransferLearning.Resume(run.Path)).Message;
    }

    [Fact]
    public void Without_a_checkpoint_training_begins_anew_and_a_new_run_takes_no_old_one()
    {
        var options = Options("run") with { Trainer = new TrainerOptions { Epochs = 3, LearningRate = 1e-3, CheckpointEvery = 1 } };
        Stop(options, 1);
        var weights = TransferLearning.Train(
            options with { Overwrite = true, Trainer = options.Trainer with { Seed = 2 } }).Run.WeightsPath;
        Assert.Equal(File.ReadAllBytes(weights), File.ReadAllBytes(TransferLearning.Train(
            options with { Run = _folder.File("other"), Trainer = options.Trainer with { Seed = 2 } }).Run.WeightsPath));
        var run = Stop(options with { Run = _folder.File("stopped") }, 1);
        File.Delete(run.CheckpointPath);
        TransferLearning.Resume(run.Path);
        Assert.Equal(File.ReadAllBytes(run.WeightsPath),
            File.ReadAllBytes(TransferLearning.Train(options with { Run = _folder.File("again") }).Run.WeightsPath));
    }

    private static RunFolder Restarted(RunFolder run)
    {
        run.Write(run.ReadRecord() with { Status = "started" });
        return run;
    }

    private static RunFolder Stop(TrainOptions options, int epoch)
    {
        using var source = new CancellationTokenSource();
        var interrupted = Assert.Throws<TrainingInterruptedException>(
            () => TransferLearning.Train(options, new StopAfter(epoch, source), cancellation: source.Token));
        Assert.Equal(epoch, interrupted.Epochs);
        return RunFolder.Open(interrupted.RunFolder);
    }

    private TrainOptions Options(string run) => new()
    {
        Data = DrawnImages.Folder(_folder, 8),
        Run = _folder.File(run),
        Trainer = new TrainerOptions { Epochs = 3, LearningRate = 1e-2 },
        Features = new FeatureOptions
        {
            Model = TinyModels.Create().Save(_folder),
            Preprocessing = "tf",
            Cache = _folder.File("cache"),
            Device = "cpu",
        },
    };

    private sealed class StopAfter(int epoch, CancellationTokenSource source) : IProgress<ProgressUpdate>
    {
        public void Report(ProgressUpdate value)
        {
            if (value.History?.Epochs.Count == epoch)
            {
                source.Cancel();
            }
        }
    }

    private sealed class Sentences(List<string> said) : IProgress<ProgressUpdate>
    {
        public void Report(ProgressUpdate value) => said.Add(value.Text);
    }
}
