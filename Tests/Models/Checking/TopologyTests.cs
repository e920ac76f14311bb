using Transfer.Tests.Support;

namespace Transfer.Tests.Models;

/// <summary>
/// Whole networks from several exporters, with random weights: five cuts, the import, a training step and the export, all compared with
/// ONNX Runtime. The sizes are the smallest that each graph takes; 0 is the size in the file, for graphs that take no other.
/// </summary>
public sealed class TopologyTests
{
    [Theory]
    [InlineData("keras-DenseNet121", 64)]
    [InlineData("keras-InceptionV3", 96)]
    [InlineData("keras-MobileNet", 64)]
    [InlineData("keras-MobileNetV2", 64)]
    [InlineData("keras-NASNetMobile", 64)]
    [InlineData("keras-ResNet50", 64)]
    [InlineData("keras-ResNet50V2", 64)]
    [InlineData("keras-VGG16", 64)]
    [InlineData("timm-convnext_tiny", 64)]
    [InlineData("timm-eca_nfnet_l0", 64)]
    [InlineData("timm-edgenext_small", 64)]
    [InlineData("timm-legacy_xception-batch1", 64)]
    [InlineData("timm-levit_128", 0)]
    [InlineData("timm-mobilenetv4_conv_small-dynamo", 64)]
    [InlineData("timm-mobilevit_s", 0)]
    [InlineData("timm-resnet50-dynamo", 64)]
    [InlineData("timm-tf_efficientnet_lite0", 64)]
    [InlineData("timm-vit_small_patch16_224", 0)]
    [InlineData("timm-vit_small_patch16_224-dynamo", 0)]
    [InlineData("torchvision-densenet121", 64)]
    [InlineData("torchvision-efficientnet_b0", 64)]
    [InlineData("torchvision-googlenet", 64)]
    [InlineData("torchvision-mobilenet_v2-opset11", 96)]
    [InlineData("torchvision-mobilenet_v3_large", 64)]
    [InlineData("torchvision-resnet18-batch1", 64)]
    [InlineData("torchvision-resnet18-opset13-batchnorm", 64)]
    [InlineData("torchvision-resnet50", 64)]
    [InlineData("torchvision-squeezenet1_1-batch1", 64)]
    public void A_network_can_be_trained_and_exported(string file, int size) => Check(file, size);

    /// <summary>The slowest; run them with <c>-explicit on</c>.</summary>
    [Theory(Explicit = true)]
    [InlineData("keras-InceptionResNetV2", 96)]
    [InlineData("keras-VGG19", 64)]
    [InlineData("keras-Xception", 0)]
    [InlineData("timm-gmixer_24_224", 0)]
    [InlineData("timm-inception_resnet_v2", 96)]
    [InlineData("timm-visformer_small", 0)]
    [InlineData("torchvision-convnext_small-dynamo", 64)]
    [InlineData("torchvision-vgg16-batch1", 64)]
    public void A_large_network_can_be_trained_and_exported(string file, int size) => Check(file, size);

    [Fact]
    public void Every_topology_is_in_a_list() => Assert.Equal(36, typeof(TopologyTests).GetMethods()
        .SelectMany(m => m.GetCustomAttributes(typeof(InlineDataAttribute), false)).Count());

    private static void Check(string file, int size)
    {
        var graph = OnnxGraph.Load(Repository.Shared("topologies", file + ".onnx"), randomWeights: 1);
        var result = ModelCheck.Run(graph, size > 0 ? size : graph.ImageSize ?? CutPoints.UsualImageSize);
        Assert.True(result.Passed, string.Join(" ", result.Faults));
        Assert.Empty(result.UnsupportedOperators);
    }
}
