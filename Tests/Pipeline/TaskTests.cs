using System.Diagnostics;
using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

/// <summary>Everything long is a task, says in which stage it is, and stops soon and clean.</summary>
public sealed class TaskTests : IDisposable
{
    private static readonly string[] Temporary = [".tmp", ".unchecked", ".part", ".new"];

    private readonly TemporaryFolder _folder = new();
    private readonly Heard _heard = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_report_names_its_stage()
    {
        var data = DrawnImages.Folder(_folder, 12, split: true);
        File.Copy(Path.Combine(data, "train", "red", "0001.png"), _folder.File("data", "test", "red", "0001.png"));
        File.Copy(Path.Combine(data, "train", "blue", "0002.png"), _folder.File("data", "test", "blue", "0002.png"));
        _folder.Write("data/train/red/text.jpg", "this is no image"u8);
        var head = await TransferLearning.TrainAsync(Options(data) with { Folds = new() { Folds = 2 } }, _heard);
        Assert.Superset(new HashSet<string> { "Preparing", "Extracting features", "Training the head", "Exporting", "Folds" }, Stages());

        var tuned = await TransferLearning.FineTuneAsync(
            new FineTuneOptions { From = head.Run.Path, Unfreeze = "conv2", Run = _folder.File("tuned"), Trainer = new() { Epochs = 1 } },
            _heard);
        Assert.Contains("Fine-tuning", Stages());
        await TransferLearning.EvaluateAsync(new EvaluateOptions { Run = head.Run.Path }, _heard);
        await TransferLearning.ExportAsync(
            new ExportOptions { Run = tuned.Run.Path, Output = _folder.File("again.onnx") }, _heard);
        RunReport.Write(head.Run.Path, progress: _heard);
        Assert.Contains("Reporting", Stages());
        await TransferLearning.ExtractAsync(
            new ExtractOptions { Data = data, Features = Features() }, _folder.File("features.npy"), _heard);
        Assert.DoesNotContain("", Stages());
    }

    [Theory]
    [InlineData("Preparing")]
    [InlineData("Extracting features")]
    [InlineData("Training the head")]
    public async Task A_training_that_is_cancelled_stops_soon_and_leaves_nothing_half_written(string stage)
    {
        var data = DrawnImages.Folder(_folder, 40);
        await Stops(stage, stop => TransferLearning.TrainAsync(Options(data), stop, stop.Token));
    }

    [Theory]
    [InlineData("Extracting features")]
    [InlineData("Fine-tuning")]
    public async Task So_does_fine_tuning(string stage)
    {
        var head = TransferLearning.Train(Options(DrawnImages.Folder(_folder, 40)) with { Run = _folder.File("head") });
        var options = new FineTuneOptions
        {
            From = head.Run.Path,
            Unfreeze = "conv2",
            Run = _folder.File("run"),
            Trainer = new() { Epochs = 50 },
        };
        await Stops(stage, stop => TransferLearning.FineTuneAsync(options, stop, stop.Token));
    }

    [Fact]
    public async Task So_does_an_extraction()
    {
        var options = new ExtractOptions { Data = DrawnImages.Folder(_folder, 40), Features = Features() };
        await Stops(
            "Extracting features", stop => TransferLearning.ExtractAsync(options, _folder.File("run", "features.npy"), stop, stop.Token));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_folder.Path, "run")));
    }

    [Fact]
    public async Task An_export_that_is_cancelled_leaves_the_earlier_file()
    {
        var head = TransferLearning.Train(Options(DrawnImages.Folder(_folder, 10)));
        var before = File.ReadAllBytes(head.ModelPath);
        await Stops(
            stage: "Preparing", stop => TransferLearning.ExportAsync(new ExportOptions { Run = head.Run.Path }, stop, stop.Token), true);
        Assert.Equal(before, File.ReadAllBytes(head.ModelPath));
    }

    /// <param name="isFirst">Whether any report stops it.</param>
    private async Task Stops(string stage, Func<StopAt, Task> work, bool isFirst = false)
    {
        using var source = new CancellationTokenSource();
        var stop = new StopAt(stage, isFirst, source);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => work(stop));
        // Not how fast it is, which depends on what else runs: that it was cancelled, and does not go on to its end.
        Assert.InRange(stop.Since.Elapsed.TotalSeconds, 1e-9, 20);
        Assert.DoesNotContain(
            Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories),
            file => Temporary.Any(ending => file.EndsWith(ending, StringComparison.Ordinal)));
    }

    private HashSet<string> Stages()
    {
        lock (_heard.Stages)
        {
            return [.. _heard.Stages];
        }
    }

    private FeatureOptions Features() => new()
    {
        Model = File.Exists(_folder.File("tiny.onnx")) ? _folder.File("tiny.onnx") : TinyModels.Create().Save(_folder),
        Preprocessing = "tf",
        Cache = _folder.File("cache"),
    };

    private TrainOptions Options(string data) => new()
    {
        Data = data,
        Run = _folder.File("run"),
        Features = Features(),
        Trainer = new TrainerOptions { Epochs = 20, LearningRate = 1e-3 },
    };

    private sealed class Heard : IProgress<ProgressUpdate>
    {
        public HashSet<string> Stages { get; } = [];

        public void Report(ProgressUpdate value)
        {
            lock (Stages)
            {
                Stages.Add(value.Stage);
            }
        }
    }

    private sealed class StopAt(string stage, bool isFirst, CancellationTokenSource source) : IProgress<ProgressUpdate>
    {
        public CancellationToken Token => source.Token;

        public Stopwatch Since { get; } = new();

        public void Report(ProgressUpdate value)
        {
            if ((isFirst || value.Stage == stage) && !Since.IsRunning)
            {
                Since.Start();
                source.Cancel();
            }
        }
    }
}
