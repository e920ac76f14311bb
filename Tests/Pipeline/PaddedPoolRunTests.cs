using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

/// <summary>Keras' ResNet50V2, whose padded pools ONNX Runtime's optimizer changes: features and export are those of the file.</summary>
public sealed class PaddedPoolRunTests : IDisposable
{
    private const int Size = 64;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Features_and_export_are_those_of_the_untouched_file()
    {
        var filled = ModelReader.ReadWithWeights(
            Repository.Shared("topologies", "keras-ResNet50V2.onnx"), randomWeights: 1, allowOutsideData: false, out _);
        var path = _folder.Write("resnet50v2.onnx", filled.ToByteArray());
        var result = TransferLearning.Train(new TrainOptions
        {
            Data = DrawnImages.Folder(_folder, 6),
            Run = _folder.File("run"),
            ModelInput = ModelInput.Tensor,
            Features = new FeatureOptions { Model = path, Cache = _folder.File("cache"), Preprocessing = "tf", ImageSize = Size },
        });

        var graph = OnnxGraph.Load(path);
        var reference = Reference.Of(graph, Size);
        var cut = CutPoints.Find(graph, Size).Single(c => c.IsDefault);
        using var convBase = new ConvBase(graph, cut, Size, Pooling.None, Device.Cpu);
        Assert.InRange(BaseComparison.Measure(reference, cut, convBase).Difference, 0, 1e-5);

        var images = ImageBatch.Patterns(3, Size);
        var plain = Run(result.ModelPath, images, GraphOptimizationLevel.ORT_DISABLE_ALL);
        Assert.InRange(Divergence.Of(Run(result.ModelPath, images, GraphOptimizationLevel.ORT_ENABLE_ALL), plain), 0, 1e-5);
        var oneByOne = images.Split(1).SelectMany(i => Run(result.ModelPath, i, GraphOptimizationLevel.ORT_ENABLE_ALL)).ToArray();
        Assert.InRange(Divergence.Of(oneByOne, plain), 0, 1e-5);
    }

    private static float[] Run(string path, ImageBatch images, GraphOptimizationLevel level)
    {
        using var options = new SessionOptions { GraphOptimizationLevel = level };
        using var session = new InferenceSession(path, options);
        return ExportedModel.Run<float>(session, images.Values, [images.Count, 3, images.Size, images.Size], "probabilities");
    }
}
