using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

/// <summary>A folder with drawn images, a tiny network, and runs that were trained with them.</summary>
internal sealed class TrainedRuns : IDisposable
{
    public TemporaryFolder Folder { get; } = new();

    public TrainedRuns() => TinyModels.Create().Save(Folder);

    public string Data => Path.Combine(Folder.Path, "data");

    public void Dispose() => Folder.Dispose();

    /// <summary>Draws the images of a class.</summary>
    /// <param name="folder">Below the data folder.</param>
    /// <param name="label">0 for bluish images, 1 for reddish ones.</param>
    public void Draw(string folder, int label, int first, int count)
    {
        for (var i = first; i < first + count; i++)
        {
            Folder.Write($"data/{folder}/{i:D4}.png", DrawnImages.Png(label, i, 48));
        }
    }

    public TrainOptions Options(string run) => new()
    {
        Data = Data,
        Run = Path.Combine(Folder.Path, run),
        Trainer = new TrainerOptions { Epochs = 3, LearningRate = 1e-3 },
        Features = new FeatureOptions { Model = Folder.File("tiny.onnx"), Preprocessing = "tf", Cache = Folder.File("cache") },
    };

    public TrainResult Train(string run = "run") => TransferLearning.Train(Options(run));

    public FineTuneOptions Tuning(string from, string run) => new()
    {
        From = Path.Combine(Folder.Path, from),
        Unfreeze = "conv2",
        Run = Path.Combine(Folder.Path, run),
        Trainer = new TrainerOptions { Epochs = 1, LearningRate = 1e-3 },
    };

    /// <summary>The names of the images of a split, by the run's list.</summary>
    public static IEnumerable<string> Names(RunFolder run, string split) => Samples(run).Where(s => s.Split == split).Select(s => s.Path);

    public static IReadOnlyList<RunSample> Samples(RunFolder run) => SampleFile.Read(run.SamplesPath, run.ReadRecord().Classes);

    /// <summary>The names of the images that validated, by their predictions.</summary>
    public static string[] Validated(RunFolder run, string split = "validation") =>
        [.. File.ReadLines(run.PredictionsPath(split)).Skip(1).Select(line => line.Split(',')[0])];
}
