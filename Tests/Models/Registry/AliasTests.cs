using Transfer.Tests.Support;

namespace Transfer.Tests.Models;

/// <summary>The names that records add are of Keras and torchvision, and lie where they say in the graphs that are at hand.</summary>
public sealed class AliasTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> Files => new()
    {
        { "efficientnet-lite0", "" },
        { "resnet18-cntk", "" },
        { "xception", "timm-legacy_xception-batch1" },
        { "inception-resnet-v2", "timm-inception_resnet_v2" },
        { "convnext-tiny", "timm-convnext_tiny" },
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_record_with_names_is_checked_here() => Assert.Equal(
        BackboneRegistry.All.Where(r => r.Aliases.Count > 0).Select(r => r.Name).Order(), Files.Select(f => f.Data.Item1).Order());

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_name_leads_to_a_layer_and_hides_none_of_the_file(string name, string topology)
    {
        var aliases = BackboneRegistry.Find(name)!.Aliases;
        var graph = Load(name, topology);
        var own = Names(graph);
        var all = Names(graph.WithAliases(aliases));
        Assert.All(aliases, alias => Assert.Equal(own[alias.Value], all[alias.Key]));
        Assert.Empty(aliases.Keys.Intersect(own.Keys));
    }

    [Theory]
    [InlineData("efficientnet-lite0", "", "block7a", 192)]
    [InlineData("efficientnet-lite0", "", "block6a", 112)]
    [InlineData("efficientnet-lite0", "", "block5a", 80)]
    [InlineData("efficientnet-lite0", "", "block2a", 16)]
    [InlineData("efficientnet-lite0", "", "top_conv", 320)]
    [InlineData("resnet18-cntk", "", "conv5_block1", 256)]
    [InlineData("resnet18-cntk", "", "conv5_block3", 512)]
    [InlineData("resnet18-cntk", "", "layer4", 256)]
    [InlineData("resnet18-cntk", "", "layer3.1", 256)]
    [InlineData("resnet18-cntk", "", "conv2_block1", 64)]
    [InlineData("xception", "timm-legacy_xception-batch1", "block14", 1024)]
    [InlineData("xception", "timm-legacy_xception-batch1", "block14_sepconv2", 1536)]
    [InlineData("xception", "timm-legacy_xception-batch1", "block13_sepconv1", 728)]
    [InlineData("xception", "timm-legacy_xception-batch1", "block4_sepconv1", 256)]
    [InlineData("inception-resnet-v2", "timm-inception_resnet_v2", "block35_1", 320)]
    [InlineData("inception-resnet-v2", "timm-inception_resnet_v2", "block17_1", 1088)]
    [InlineData("inception-resnet-v2", "timm-inception_resnet_v2", "block8_10", 2080)]
    [InlineData("inception-resnet-v2", "timm-inception_resnet_v2", "conv_7b", 2080)]
    [InlineData("convnext-tiny", "timm-convnext_tiny", "convnext_tiny_stage_3_block_0", 768)]
    [InlineData("convnext-tiny", "timm-convnext_tiny", "convnext_tiny_downsampling_block_2", 384)]
    public void Below_a_layer_are_as_many_channels_as_in_Keras(string name, string topology, string layer, int channels)
    {
        const int size = 96;
        var graph = Load(name, topology).WithAliases(BackboneRegistry.Find(name)!.Aliases);
        var cut = Unfreezing.Resolve(graph, CutPoints.Find(graph, size), size, layer);
        Assert.Equal(channels, cut.Shape[cut.ChannelAxis!.Value]);
    }

    [Fact]
    public void The_names_of_the_bundled_network_stand_for_its_own_and_are_offered_when_one_is_wrong()
    {
        var graph = Backbone.Load().Graph;
        var cuts = CutPoints.Find(graph);
        Assert.Equal(Unfreezing.Resolve(graph, cuts, 224, "_blocks.12").Name, Unfreezing.Resolve(graph, cuts, 224, "block6b").Name);
        Assert.Contains("block7a", cuts.SelectMany(cut => cut.Aliases));
        Assert.Contains(
            "The nearest names are block7a, ",
            Assert.Throws<ArgumentException>(() => Unfreezing.Resolve(graph, cuts, 224, "block7e")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_begins_and_ends_at_such_a_name()
    {
        var features = new FeatureOptions { Cut = "block3a", ImageSize = 64, Cache = _folder.File("cache") };
        var options = new TrainOptions
        {
            Data = DrawnImages.Folder(_folder, 8),
            Run = _folder.File("head"),
            Features = features,
            Trainer = new TrainerOptions { Epochs = 2 },
        };
        var head = TransferLearning.Train(options);
        Assert.Equal([24], head.Run.ReadRecord().FeatureShape);
        var tuned = FineTuning.Run(new FineTuneOptions
        {
            From = head.Run.Path,
            Unfreeze = "block2b",
            Run = _folder.File("tuned"),
            Trainer = new TrainerOptions { Epochs = 1, LearningRate = 1e-4 },
        });
        Assert.NotEmpty(tuned.Run.ReadRecord().FineTune!.Blocks);
    }

    private OnnxGraph Load(string name, string topology)
    {
        if (topology.Length > 0)
        {
            return OnnxGraph.Load(Repository.Shared("topologies", topology + ".onnx"), randomWeights: 1);
        }

        return name == ResNetPackage.Name ? OnnxGraph.Load(ResNetPackage.Extract(_folder))
            : OnnxGraph.Load(BackboneRegistry.FileOf(name)!);
    }

    /// <summary>All names with their places, but for the blocks by resolution, which follow from no name.</summary>
    private static Dictionary<string, int> Names(OnnxGraph graph)
    {
        var path = ActivationPath.Of(graph);
        return LayerNames.FirstNodes(path, new Dictionary<string, int[]>(), path.Nodes.Count - 1);
    }
}
