using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline.Runs;

/// <summary>A small run of two classes of images.</summary>
public sealed class TrainedRun : IDisposable
{
    private readonly TemporaryFolder _folder = TemporaryFolder.InMemory();
    private readonly Dictionary<string, byte[]> _files;
    private int _runs;

    public TrainedRun()
    {
        Run = TransferLearning.Train(new TrainOptions
        {
            Data = DrawnImages.Folder(_folder, 6, split: true),
            Features = new FeatureOptions
            {
                Model = TinyModels.Create().Save(_folder),
                Preprocessing = "order=RGB,mean=127,std=128",
                Cache = Cache,
            },
            Trainer = new TrainerOptions { Epochs = 2 },
            Run = _folder.File("run"),
        }).Run;
        _files = Directory.EnumerateFiles(Run.Path).ToDictionary(f => f, File.ReadAllBytes);
    }

    internal RunFolder Run { get; }

    internal string Cache => _folder.File("cache");

    public void Dispose() => _folder.Dispose();

    /// <summary>The number of changes to try: more with <c>TRANSFER_TEST_MUTATIONS</c>, for a longer search.</summary>
    internal static int Mutations(int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable("TRANSFER_TEST_MUTATIONS"), out var many) ? many : usual;

    internal string NewRun() => _folder.File($"tuned-{_runs++}");

    /// <summary>Gives the files of the run back what they held, and removes others.</summary>
    internal void Restore()
    {
        foreach (var other in Directory.EnumerateFiles(Run.Path).Except(_files.Keys).ToList())
        {
            File.Delete(other);
        }

        foreach (var (file, content) in _files)
        {
            File.WriteAllBytes(file, content);
        }
    }

    /// <summary>Changes one file of the run, and no other.</summary>
    internal void Change(string path, Func<string, string> change)
    {
        Restore();
        File.WriteAllText(path, change(File.Exists(path) ? File.ReadAllText(path) : ""));
    }
}
