using Transfer.Tests.Support;

namespace Transfer.Tests.Models;

public sealed class LayerNameTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("keras-VGG16", "block5_conv1", "block5", "block3_conv2")]
    [InlineData("keras-ResNet50", "conv5_block1", "conv4_block6")]
    [InlineData("keras-InceptionV3", "mixed8", "mixed10")]
    [InlineData("keras-Xception", "block14_sepconv1", "block14")]
    [InlineData("keras-MobileNet", "conv_dw_13", "conv_pw_13")]
    [InlineData("keras-MobileNetV2", "block_16", "block_16_expand")]
    [InlineData("keras-DenseNet121", "conv5_block16", "conv5_block1")]
    [InlineData("torchvision-resnet18-batch1", "layer4", "layer4.1", "layer3.0")]
    [InlineData("torchvision-resnet50", "layer4", "layer4.2")]
    [InlineData("torchvision-vgg16-batch1", "features.24", "features.28")]
    [InlineData("torchvision-mobilenet_v2-opset11", "features.18", "features.17")]
    [InlineData("torchvision-densenet121", "features.denseblock4")]
    [InlineData("timm-convnext_tiny", "stages.3", "stages.3.blocks.2")]
    [InlineData("timm-vit_small_patch16_224", "blocks.11", "blocks.6")]
    [InlineData("timm-vit_small_patch16_224-dynamo", "blocks.11", "blocks.6")]
    [InlineData("timm-resnet50-dynamo", "layer4", "layer4.2")]
    [InlineData("timm-mobilenetv4_conv_small-dynamo", "blocks.4")]
    public void Layers_have_the_names_that_users_know(string file, params string[] expected)
    {
        // Names need no weights, so none are made.
        var model = ModelReader.Read(Repository.Shared("topologies", file + ".onnx"));
        GraphNormalizer.RemoveInitializersFromInputs(model);
        GraphNormalizer.ReplaceConstantNodes(model.Graph);
        GraphNormalizer.RemovePassThrough(model.Graph);
        var path = new ActivationPath(model.Graph, model.Graph.Input[0].Name, model.Graph.Output[0].Name);
        var names = LayerNames.FirstNodes(path, new Dictionary<string, int[]>(), path.Nodes.Count - 1).Keys.ToHashSet();
        Assert.Subset(names, expected.ToHashSet());
        Assert.DoesNotContain(names, IsGenerated);
    }

    [Fact]
    public void What_an_exporter_counted_is_no_name()
    {
        var graph = OnnxGraph.Load(Repository.Shared("models", "efficientnet-lite0.onnx"));
        var aliases = CutPoints.Find(graph).SelectMany(c => c.Aliases).ToList();
        Assert.Contains("_blocks.15", aliases);
        Assert.DoesNotContain(aliases, IsGenerated);
    }

    [Theory]
    [InlineData("conv2", "relu1", "a node: it is trained with all above it")]
    [InlineData("relu2", "conv2", "a node without weights")]
    [InlineData("block1", "images", "a block by resolution")]
    [InlineData("all", "images", "everything")]
    [InlineData("last:90%", "conv1", "the second convolution has 84 % of the weights")]
    public void Unfreezing_finds_its_cut(string what, string expected, string why)
    {
        var graph = OnnxGraph.Load(TinyModels.Create().Save(_folder));
        var cut = Unfreezing.Resolve(graph, CutPoints.Find(graph), 32, what);
        Assert.True(expected == cut.Name, $"{what} ({why}) cuts at '{cut.Name}' and not at '{expected}'.");
    }

    [Fact]
    public void Above_a_tensor_all_is_trained()
    {
        var model = TinyModels.Create();
        model.Graph.Node[1].Name = "activation";
        var graph = OnnxGraph.Load(model.Save(_folder));
        var cuts = CutPoints.Find(graph);
        Assert.Equal("relu1", Unfreezing.Resolve(graph, cuts, 32, "relu1").Name);
        Assert.Equal("conv1", Unfreezing.Resolve(graph, cuts, 32, "activation").Name);
    }

    [Fact]
    public void An_unknown_name_lists_the_nearest()
    {
        var graph = OnnxGraph.Load(TinyModels.Create().Save(_folder));
        var message = Assert.Throws<ArgumentException>(() => Unfreezing.Resolve(graph, CutPoints.Find(graph), 32, "conf2")).Message;
        Assert.Equal(
            "'tiny' has no layer, node or tensor 'conf2'. The nearest names are conv2, conv1, relu2, block1, relu1. "
            + "Inspect the network for all names; last:20% and all work with any network.",
            message);
    }

    [Theory]
    [InlineData("last:0%")]
    [InlineData("last:101%")]
    [InlineData("last:20")]
    [InlineData("last:x%")]
    public void A_share_that_is_none_is_refused(string what)
    {
        var graph = OnnxGraph.Load(TinyModels.Create().Save(_folder));
        var message = Assert.Throws<ArgumentException>(() => Unfreezing.Resolve(graph, CutPoints.Find(graph), 32, what)).Message;
        Assert.Equal(
            $"'{what}' is not a share of the weights. Expected last: and a percentage above 0 and up to 100, such as last:20%.", message);
    }

    private static bool IsGenerated(string name) =>
        new[] { "node_", "val_", "getitem" }.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))
        || name.Contains("::", StringComparison.Ordinal) || (name[0] == 'n' && name.Length > 1 && char.IsAsciiDigit(name[1]));
}
