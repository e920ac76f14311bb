using System.Globalization;
using TorchSharp;
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
    [InlineData(5, 16, Pooling.AverageMax)]
    public void The_exported_file_gives_the_outputs_of_base_and_head(int classes, int hidden, Pooling pooling)
    {
        using var convBase = Base(pooling);
        using var head = Head(convBase, classes, hidden);
        var images = Images();
        var features = new float[ImageCount * convBase.FeatureLength];
        convBase.Run(images, ImageCount, features);
        var expected = Outputs(head, features);
        var path = _folder.File("model.onnx");
        OnnxExporter.Export(convBase.Below, convBase.Pooling, head, Metadata(head, classes), null).Save(path);

        using var model = ExportedModel.Load(path, Device.Cpu);

        // ExportCheck's tolerance is 1e-4; it throws with the largest difference and where it is.
        ExportCheck.Head(convBase.Below, head, Metadata(head, classes), features, expected);
        var probabilities = model.Predict(images, ImageCount);
        string[] names = [.. Enumerable.Range(0, ImageCount).Select(i => $"image {i}")];
        ExportCheck.Images(probabilities, expected, names, Metadata(head, classes), _ => "");
        Assert.Equal(ImageCount * classes, probabilities.Length);
        Assert.All(probabilities.Chunk(classes), row => Assert.Equal(1, row.Sum(), 1e-5));
        Assert.Equal(Metadata(head, classes).ToProperties(), model.Metadata.ToProperties());
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
        var message = Assert.Throws<InvalidDataException>(
            () => ExportCheck.Head(convBase.Below, head, Metadata(head, 2), features, wrong)).Message;
        Assert.Matches(
            @"^The exported head differs from the trained model by 0\.25 at value [67] \(0\.\d+, expected 0\.\d+\); "
            + @"at most 0\.0001 is accepted\. It was not kept\.$",
            message);
    }

    [Theory]
    [InlineData(1e-6)]
    [InlineData(1)]
    [InlineData(1e6)]
    public void Values_are_compared_in_their_own_unit(double unit)
    {
        using var convBase = Base(Pooling.Average);
        using var head = new Head(
            new FeatureScaling(new float[convBase.FeatureLength], [.. Enumerable.Repeat(1f, convBase.FeatureLength)]),
            OutputActivation.Linear, 1, new HeadOptions { Layers = "none" }, seed: 1);
        head.ScaleLogits([unit], [0]);
        var features = new float[ImageCount * convBase.FeatureLength];
        convBase.Run(Images(), ImageCount, features);
        var outputs = Outputs(head, features);
        var metadata = Metadata(head, 1) with { Targets = TargetKind.Values };
        ExportCheck.Head(convBase.Below, head, metadata, features, outputs);
        outputs[2] *= 1.01f;
        outputs[2] += (float)(0.01 * unit);
        Assert.Throws<InvalidDataException>(() => ExportCheck.Head(convBase.Below, head, metadata, features, outputs));
    }

    [Fact]
    public void Outputs_that_are_no_numbers_are_refused()
    {
        using var convBase = Base(Pooling.Average);
        using var head = Head(convBase, 2, 16);
        var features = new float[ImageCount * convBase.FeatureLength];
        var expected = Outputs(head, features);
        features[0] = float.NaN;
        Assert.Equal(
            string.Create(CultureInfo.InvariantCulture,
                $"The exported head differs from the trained model by NaN at value 0 (NaN, expected {1 - expected[0]:G6}); "
                + $"at most 0.0001 is accepted. It was not kept."),
            Assert.Throws<InvalidDataException>(
                () => ExportCheck.Head(convBase.Below, head, Metadata(head, 2), features, expected)).Message);
    }

    [Fact]
    public void A_network_that_was_not_exported_by_Transfer_cannot_predict()
    {
        var path = TinyModels.Create().Save(_folder);
        Assert.Equal(
            $"'{path}' carries no class names and preprocessing. Expected a model.onnx that Transfer exported.",
            Assert.Throws<InvalidDataException>(() => ExportedModel.Load(path, Device.Cpu)).Message);
    }

    private static float[] Images() => [.. Enumerable.Range(0, ImageCount * 3 * 32 * 32).Select(i => (((i * 7919L) % 255) - 127) / 128f)];

    private static float[] Outputs(Head head, float[] features)
    {
        head.eval();
        using var scope = torch.NewDisposeScope();
        using var none = torch.no_grad();
        var logits = head.forward(torch.tensor(features, [ImageCount, features.Length / ImageCount]));
        return OutputActivations.Activate(head.OutputActivation, logits).data<float>().ToArray();
    }

    private static Head Head(ConvBase convBase, int classes, int hidden)
    {
        var features = Enumerable.Range(0, convBase.FeatureLength);
        var scaling = new FeatureScaling([.. features.Select(i => i % 3 / 10f)], [.. features.Select(i => 1 + (i % 5 / 10f))]);
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
