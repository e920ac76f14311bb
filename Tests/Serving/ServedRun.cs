using Transfer.Tests.Support;

namespace Transfer.Tests.Serving;

/// <summary>A trained run of drawn images, blue and red, which tests of a class share.</summary>
public sealed class ServedRun : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ServedRun()
    {
        var network = TinyModels.Create(batch: "N").Save(_folder);
        Path = TransferLearning.Train(new TrainOptions
        {
            Data = DrawnImages.Folder(_folder, 12, split: true),
            Features = new FeatureOptions { Model = network, ImageSize = 32, Preprocessing = "tf", Cache = File("cache") },
            Trainer = new TrainerOptions { Epochs = 30, LearningRate = 1e-2 },
            Run = File("colours"),
        }).Run.Path;
    }

    /// <summary>The run folder.</summary>
    public string Path { get; }

    /// <summary>Its <c>model.onnx</c>.</summary>
    public string ModelPath => System.IO.Path.Combine(Path, "model.onnx");

    /// <summary>A path in a folder that all tests of the class have.</summary>
    public string File(params ReadOnlySpan<string> parts) => _folder.File(parts);

    public void Dispose() => _folder.Dispose();
}
