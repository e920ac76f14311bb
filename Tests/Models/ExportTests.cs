using TorchSharp;
using Transfer.Models;
using Transfer.Tests.Support;

namespace Transfer.Tests.Models;

public sealed class ExportTests : IDisposable
{
    private const int ImageCount = 5;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(2, 256, Pooling.Average)]
    [InlineData(2, 0, Pooling.None)]
    [InlineData(5, 16, Pooling.Max)]
    public void The_exported_file_gives_the_outputs_of_base_and_head(int classes, int hidden, Pooling pooling)
    {
        using var convBase = Base(pooling);
        using var head = Head(convBase, classes, hidden);
        var images = Images();
        var features = new float[ImageCount * convBase.FeatureLength];
        convBase.Run(images, ImageCount, features);
        var expected = Outputs(head, features);
        var path = _folder.File("model.onnx");
        OnnxExporter.Export(convBase.Below, convBase.Pooling, head, Metadata(head, classes)).Save(path);

        using var model = ExportedModel.Load(path, Device.Cpu);

        // ExportCheck's tolerance is 1e-4; it throws with the largest difference and where it is.
        ExportCheck.Head(convBase.Below, head, features, expected);
        ExportCheck.Whole(model, images, ImageCount, expected);
        var probabilities = model.Predict(images, ImageCount);
        Assert.Equal(ImageCount * classes, probabilities.Length);
        Assert.All(probabilities.Chunk(classes), row => Assert.Equal(1, row.Sum(), 1e-5));
        Assert.Equal(["a", "b"], model.Metadata.Classes.Take(2));
        Assert.Equal("order=RGB,mean=127,std=128", model.Metadata.Preprocessing);
    }

    [Fact]
    public void An_export_that_differs_is_refused_with_the_largest_difference()
    {
        using var convBase = Base(Pooling.Average);
        using var head = Head(convBase, 2, 16);
        var images = Images();
        var features = new float[ImageCount * convBase.FeatureLength];
        convBase.Run(images, ImageCount, features);
        var wrong = Outputs(head, features);
        wrong[3] += 0.25f;
        var message = Assert.Throws<InvalidDataException>(() => ExportCheck.Head(convBase.Below, head, features, wrong)).Message;
        Assert.Contains("differs from the trained model by 0.25 at value 3", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Outputs_that_are_no_numbers_are_refused()
    {
        using var convBase = Base(Pooling.Average);
        using var head = Head(convBase, 2, 16);
        var features = new float[ImageCount * convBase.FeatureLength];
        features[0] = float.NaN;
        Assert.Throws<InvalidDataException>(() => ExportCheck.Head(convBase.Below, head, features, new float[ImageCount]));
    }

    [Fact]
    public void A_network_that_was_not_exported_by_Transfer_cannot_predict()
    {
        var path = TinyModels.Create().Save(_folder);
        Assert.Contains("carries no class names", Assert.Throws<InvalidDataException>(() => ExportedModel.Load(path, Device.Cpu)).Message, StringComparison.Ordinal);
    }

    private static float[] Images() => [.. Enumerable.Range(0, ImageCount * 3 * 32 * 32).Select(i => (((i * 7919L) % 255) - 127) / 128f)];

    private static float[] Outputs(Head head, float[] features)
    {
        head.eval();
        using var scope = torch.NewDisposeScope();
        using var none = torch.no_grad();
        var logits = head.forward(torch.tensor(features, [ImageCount, features.Length / ImageCount]));
        return (head.OutputActivation == OutputActivation.Sigmoid ? logits.sigmoid() : logits.softmax(1)).data<float>().ToArray();
    }

    private static Head Head(ConvBase convBase, int classes, int hidden)
    {
        var scaling = new FeatureScaling(
            [.. Enumerable.Range(0, convBase.FeatureLength).Select(i => i % 3 / 10f)], [.. Enumerable.Range(0, convBase.FeatureLength).Select(i => 1 + (i % 5 / 10f))]);
        return new Head(scaling, classes, new HeadOptions { Layers = hidden == 0 ? "none" : $"dense:{hidden},relu,dropout:0.5" }, seed: 3);
    }

    private static ModelMetadata Metadata(Head head, int classes) => new()
    {
        Classes = [.. "abcdefgh".Take(classes).Select(c => $"{c}")],
        Preprocessing = "order=RGB,mean=127,std=128",
        ImageSize = 32,
        Targets = TargetKind.Classes,
        OutputActivation = head.OutputActivation,
        Origin = "test",
    };

    private ConvBase Base(Pooling pooling)
    {
        var graph = OnnxGraph.Load(TinyModels.Create().Save(_folder));
        return new ConvBase(graph, CutPoints.Find(graph).Single(c => c.IsDefault), 32, pooling, Device.Cpu);
    }
}
