using System.Globalization;
using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

public sealed class RateSearchRunTests : IDisposable
{
    private readonly TableSamples _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void A_run_keeps_the_rate_that_was_found_with_its_curve_also_when_it_is_resumed()
    {
        var options = _files.OfClasses("whole", 120, "a", "b", "c") with
        {
            Trainer = new TrainerOptions { Epochs = 6, FindLearningRate = true, CheckpointEvery = 1 },
        };
        var whole = TransferLearning.Train(options);
        var rate = whole.Run.ReadRecord().FoundLearningRate!.Value;
        Assert.InRange(rate, 2e-5, 2e-3);
        Assert.All(whole.History.Epochs, epoch => Assert.Equal(rate, epoch.LearningRate));
        var curve = File.ReadAllLines(whole.Run.RateSearchPath);
        Assert.Equal("rate,loss,smoothed", curve[0]);
        Assert.Equal(2e-7, double.Parse(curve[1].Split(',')[0], CultureInfo.InvariantCulture), 1e-12);
        Assert.True(File.Exists(Path.Combine(whole.Run.Path, "report-learning-rate.png")));

        using var source = new CancellationTokenSource();
        var stopped = Assert.Throws<TrainingInterruptedException>(() => TransferLearning.Train(
            options with { Run = _files.Folder.File("stopped") }, new StopAfter(source, 3), cancellation: source.Token));
        var resumed = TransferLearning.Resume(stopped.RunFolder);
        Assert.Equal(rate, resumed.Run.ReadRecord().FoundLearningRate);
        Assert.Equal(curve, File.ReadAllLines(resumed.Run.RateSearchPath));

        var page = File.ReadAllText(RunReport.Write(whole.Run.Path));
        Assert.Contains("Loss while the learning rate grows; ", page, StringComparison.Ordinal);
        Assert.Contains(", found before training", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Trained_weights_are_searched_around_the_rate_of_fine_tuning()
    {
        using var folder = new TemporaryFolder();
        var head = TransferLearning.Train(new TrainOptions
        {
            Data = DrawnImages.Folder(folder, 9, split: true),
            Run = folder.File("head"),
            Trainer = new TrainerOptions { Epochs = 2 },
            Features = new FeatureOptions { Model = TinyModels.Create().Save(folder), Preprocessing = "tf", Cache = folder.File("cache") },
        });
        var tuned = FineTuning.Run(new FineTuneOptions
        {
            From = head.Run.Path,
            Unfreeze = "conv2",
            Run = folder.File("tuned"),
            Trainer = new TrainerOptions { Epochs = 1, FindLearningRate = true },
        });
        Assert.InRange(tuned.Run.ReadRecord().FoundLearningRate!.Value, 1e-5, 1e-3);
    }

    private sealed class StopAfter(CancellationTokenSource source, int epochs) : IProgress<ProgressUpdate>
    {
        public void Report(ProgressUpdate value)
        {
            if (value.History?.Epochs.Count == epochs)
            {
                source.Cancel();
            }
        }
    }
}
