using Google.Protobuf;
using Transfer.Tests.Support;
using DataType = Transfer.Models.Onnx.TensorProto.Types.DataType;

namespace Transfer.Tests.Models;

/// <summary>Bases in 16 bits. ONNX Runtime rounds to float16 between operators on a processor as well.</summary>
public sealed class Float16GraphTests : IDisposable
{
    private const double Tolerance = 0.01;

    private static readonly Device Half = Device.Cpu with { Precision = BasePrecision.Float16 };

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Networks => new(SmallNetworks.All.Keys.Except(["quantised", "float16"]));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_small_network_gives_the_same_features_within_ten_bits(string name)
    {
        var path = _folder.File("network.onnx");
        File.WriteAllBytes(path, SmallNetworks.All[name]);
        var difference = DifferenceOf(OnnxGraph.Load(path), size: 16);
        Assert.InRange(difference, 1e-7, Tolerance);
    }

    [Theory]
    [InlineData("torchvision-resnet18-opset13-batchnorm")]
    [InlineData("torchvision-mobilenet_v3_large")]
    [InlineData("keras-MobileNetV2")]
    [InlineData("timm-vit_small_patch16_224")]
    [InlineData("timm-convnext_tiny")]
    [InlineData("timm-levit_128")]
    public void A_network_of_every_exporter_gives_the_same_features_within_ten_bits(string file)
    {
        var graph = OnnxGraph.Load(Repository.Shared("topologies", file + ".onnx"), randomWeights: 1);
        Assert.InRange(DifferenceOf(graph, graph.ImageSize ?? 224), 1e-7, Tolerance);
    }

    [Fact]
    public void Weights_and_what_is_computed_from_them_are_float16_and_images_and_features_are_float32()
    {
        var path = _folder.File("network.onnx");
        File.WriteAllBytes(path, SmallNetworks.All["pooled"]);
        var half = Float16Graph.Of(OnnxGraph.Load(path)).Model.Graph;
        Assert.Equal(DataType.Float, (DataType)half.Input[0].Type.TensorType.ElemType);
        Assert.Equal(DataType.Float, (DataType)half.Output[0].Type.TensorType.ElemType);
        // The factors of a Resize are float32 in every network.
        Assert.Equal(["factors"], half.Initializer.Where(t => (DataType)t.DataType == DataType.Float).Select(t => t.Name));
    }

    [Fact]
    public void A_quantised_network_is_refused_with_the_operator()
    {
        var path = _folder.File("network.onnx");
        File.WriteAllBytes(path, SmallNetworks.All["quantised"]);
        var message = Assert.Throws<NotSupportedException>(() => Float16Graph.Of(OnnxGraph.Load(path))).Message;
        Assert.Matches(
            @"^'.*' has the operator (De)?[Qq]uantizeLinear \('.+'\), which has no form in float16\. "
            + @"Choose the precision float32 or tf32\.$", message);
    }

    [Fact]
    public void A_value_beyond_the_range_of_16_bits_is_an_error_that_names_it()
    {
        var model = ModelReader.Read(TinyModels.Create().Save(_folder));
        foreach (var weight in model.Graph.Initializer.Where(t => t.Name is "conv1_w" or "conv2_w"))
        {
            weight.RawData = ProtoExtensions.Tensor("", Array.ConvertAll(weight.ToFloats(), v => v * 5000)).RawData;
        }

        var path = _folder.File("large.onnx");
        File.WriteAllBytes(path, model.ToByteArray());
        var message = Assert.Throws<NotSupportedException>(() => DifferenceOf(OnnxGraph.Load(path), size: 32)).Message;
        Assert.EndsWith("is beyond 65,504, the largest number of float16. Choose the precision float32 or tf32.", message,
            StringComparison.Ordinal);
    }

    private static double DifferenceOf(OnnxGraph graph, int size)
    {
        var cut = CutPoints.Find(graph, size).Single(c => c.IsDefault);
        using var exact = new ConvBase(graph, cut, size, Pooling.Auto, Device.Cpu);
        using var half = new ConvBase(graph, cut, size, Pooling.Auto, Half);
        var random = new SeededRandom(1);
        float[] images = [.. Enumerable.Range(0, 2 * 3 * size * size).Select(_ => (float)random.Normal(0, 1))];
        return Divergence.Of(Features(half, images), Features(exact, images));
    }

    private static float[] Features(ConvBase convBase, float[] images)
    {
        var features = new float[2 * convBase.FeatureLength];
        convBase.Run(images, 2, features);
        return features;
    }
}
