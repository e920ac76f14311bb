using Transfer.Models.Onnx;

namespace Transfer.Tests.Support;

/// <summary>Runs on photographs with every network whose real weights are here, for other runtimes to be compared on.</summary>
internal static class PhotographRuns
{
    public const string Bundled = "efficientnet-lite0";
    public const string FineTuned = "fine-tuned";

    // Of each class to train on: what is compared is the file, whatever it has learnt.
    private const int Trained = 60;

    /// <summary>The networks of the README.</summary>
    public static TheoryData<string> Networks => new(Bundled, "vgg16.onnx", "squeezenet1.1-9.onnx", ResNetPackage.Name, FineTuned);

    /// <summary>Trains on photographs; skips the calling test where the photographs or the network are missing.</summary>
    /// <param name="count">The number of validation photographs.</param>
    /// <returns>The run folder and the validation photographs, as many of each class.</returns>
    public static (string Run, string[] Photographs) Train(TemporaryFolder folder, string network, int count)
    {
        string[] options = network switch
        {
            Bundled => [],
            FineTuned => ["--unfreeze", "last:10%"],
            "vgg16.onnx" => ["--model", Repository.Shared("models", network), "--preprocessing", "caffe", "--image-size", "150"],
            ResNetPackage.Name => ["--model", ResNetPackage.Extract(folder), "--preprocessing", "caffe"],
            _ => ["--model", Repository.Shared("models", network), "--preprocessing", "caffe"],
        };
        Copy(folder, "train", Trained);
        var photographs = Copy(folder, "validation", count / 2);
        var (data, run) = (Path.Combine(folder.Path, "photographs"), folder.File("photograph-run"));
        var (code, _, error) = TransferCommand.Run(["train", data, "--run", run, "--cache", folder.File("photograph-cache"), .. options]);
        Assert.True(code == 0, error);
        if (network != FineTuned)
        {
            return (run, photographs);
        }

        RequireOtherBase(Path.Combine(run, "frozen"), run);
        return (run, photographs);
    }

    private static string[] Copy(TemporaryFolder folder, string split, int perClass) =>
    [
        .. Directory.GetDirectories(Repository.Shared("data", "cats-vs-dogs", split)).Order(StringComparer.Ordinal).SelectMany(label =>
            Directory.GetFiles(label).Order(StringComparer.Ordinal).Take(perClass).Select(file => folder.Write(
                $"photographs/{split}/{Path.GetFileName(label)}/{Path.GetFileName(file)}", File.ReadAllBytes(file)))),
    ];

    /// <summary>Fails where fine-tuning has left the weights of the base as they were.</summary>
    private static void RequireOtherBase(string before, string after)
    {
        var (old, tuned) = (Weights(before), Weights(after));
        var changed = old.Keys.Count(name => !old[name].Equals(tuned[name]));
        Assert.InRange(changed, 1, old.Count - 1);
        TestContext.Current.TestOutputHelper?.WriteLine($"{changed} of {old.Count} weights of the base have changed.");

        static Dictionary<string, TensorProto> Weights(string run) => ModelReader.Read(Path.Combine(run, "model.onnx")).Graph.Initializer
            .Where(t => !t.Name.StartsWith("head/", StringComparison.Ordinal)
                && !t.Name.StartsWith("transfer/", StringComparison.Ordinal)).ToDictionary(t => t.Name);
    }
}
