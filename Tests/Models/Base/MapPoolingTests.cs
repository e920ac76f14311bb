using TorchSharp;
using Transfer.Models.Onnx;
using Transfer.Tests.Support;

namespace Transfer.Tests.Models;

public sealed class MapPoolingTests : IDisposable
{
    // Sums of float32 in another order, relative to the largest feature.
    private const float Tolerance = 1e-5f;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("efficientnet-lite0.onnx", "order=RGB,mean=127,std=128", "hardtanh_32")]
    [InlineData("squeezenet1.1-9.onnx", "caffe", "fire9_concat")]
    public void A_network_of_channels_last_gives_the_features_of_its_twin_on_photographs(string file, string preprocessing, string end)
    {
        var path = Repository.Shared("models", file);
        var twin = OnnxGraph.Load(ChannelsLast.Of(ModelReader.Read(path)).Save(_folder, "twin.onnx"));
        var original = OnnxGraph.Load(path);
        var (expected, expectedCut) = Features(original, preprocessing, Pooling.Auto);
        var (actual, cut) = Features(twin, preprocessing, Pooling.Auto);
        Assert.Equal((end, "C,H,W"), (expectedCut.Name, expectedCut.Axes));
        Assert.Equal((end, "H,W,C"), (cut.Name, cut.Axes));
        AssertClose(expected, actual);
        AssertClose(Features(original, preprocessing, Pooling.None).Rows, Features(twin, preprocessing, Pooling.None).Rows);
    }

    [Theory]
    [InlineData(Pooling.Auto)]
    [InlineData(Pooling.Average)]
    [InlineData(Pooling.Max)]
    [InlineData(Pooling.AverageMax)]
    [InlineData(Pooling.Token)]
    [InlineData(Pooling.None)]
    public void ONNX_Runtime_and_TorchSharp_pool_alike(Pooling pooling)
    {
        var graph = OnnxGraph.Load(Transformer("Gather").Save(_folder));
        foreach (var cut in CutPoints.Find(graph).Where(c => pooling != Pooling.Token || c.Shape.Count == 2))
        {
            using var rows = new ConvBase(graph, cut, 32, pooling, Device.Cpu);
            using var raw = new ConvBase(graph, cut with { ChannelAxis = null }, 32, Pooling.None, Device.Cpu);
            var images = ImageBatch.Patterns(2, 32);
            var (pooled, map) = (new float[2 * rows.FeatureLength], new float[2 * raw.FeatureLength]);
            rows.Run(images.Values, 2, pooled);
            raw.Run(images.Values, 2, map);
            using var scope = torch.NewDisposeScope();
            var expected = MapPooling.Of(cut, pooling).Apply(torch.tensor(map).reshape([2, .. cut.Shape.Select(d => (long)d)]));
            AssertClose(expected.contiguous().data<float>().ToArray(), pooled);
        }
    }

    [Theory]
    [InlineData("Gather", Pooling.Token)]
    [InlineData("Slice", Pooling.Token)]
    [InlineData("ReduceMean", Pooling.Average)]
    [InlineData("ReduceMax", Pooling.Max)]
    [InlineData("GlobalAveragePool", Pooling.Average)]
    public void Tokens_become_what_the_own_head_of_the_network_makes_of_them(string head, Pooling expected)
    {
        var graph = OnnxGraph.Load(Transformer(head).Save(_folder));
        var cuts = CutPoints.Find(graph);
        var tokens = cuts.Single(c => c.Name == "norm");
        Assert.Equal(("L,C", expected), (tokens.Axes, tokens.TokenPooling));
        Assert.Equal([12], MapPooling.Of(tokens, Pooling.Auto).FeatureShape);
        // The row behind the tokens, as the network computes it.
        using var own = new ConvBase(graph, cuts.Single(c => c.Name == "row"), 32, Pooling.Auto, Device.Cpu);
        using var pooled = new ConvBase(graph, tokens, 32, Pooling.Auto, Device.Cpu);
        var images = ImageBatch.Patterns(2, 32);
        var (a, b) = (new float[24], new float[24]);
        own.Run(images.Values, 2, a);
        pooled.Run(images.Values, 2, b);
        AssertClose(a, b);
    }

    [Fact]
    public void Tokens_without_a_head_are_asked_about()
    {
        var cuts = CutPoints.Find(OnnxGraph.Load(Transformer("nothing").Save(_folder)));
        var end = cuts.Single(c => c.Name == "norm");
        Assert.Null(end.TokenPooling);
        Assert.Equal(
            "'norm' [1025,12] has a token in each row, and nothing in the network tells what its head makes of them. "
            + "Choose the class token, their average, their maximum or no pooling.",
            Assert.Throws<ArgumentException>(() => MapPooling.Of(end, Pooling.Auto)).Message);
        Assert.Equal([12], MapPooling.Of(end, Pooling.Token).FeatureShape);
        Assert.Equal([1025, 12], MapPooling.Of(end, Pooling.None).FeatureShape);
    }

    [Fact]
    public void A_feature_map_has_no_class_token()
    {
        var end = CutPoints.Find(OnnxGraph.Load(TinyModels.Create().Save(_folder))).Single(c => c.IsDefault);
        Assert.Equal("'relu2' [16,32,32] is a feature map and has no class token. Choose its average, its maximum or no pooling.",
            Assert.Throws<ArgumentException>(() => MapPooling.Of(end, Pooling.Token)).Message);
    }

    [Fact]
    public void Keys_of_the_cache_differ_where_features_have_changed_their_meaning()
    {
        var cut = CutPoints.Find(OnnxGraph.Load(TinyModels.Create().Save(_folder))).Single(c => c.IsDefault);
        Assert.Equal(("Average", "None"), (Key(0, Pooling.Auto), Key(0, Pooling.None)));
        Assert.Equal("Average, channels on axis 2 of 3", Key(2, Pooling.Auto));
        Assert.Equal("None, channels on axis 2 of 3", Key(2, Pooling.None));

        string Key(int axis, Pooling pooling) => MapPooling.Of(cut with { ChannelAxis = axis }, pooling).Key;
    }

    [Fact]
    public void A_network_can_be_trained_from_maps_of_channels_last()
    {
        var model = TinyModels.Create(graph =>
        {
            TinyModels.AddConv(graph, "relu2", "conv3", 16, 8, 3);
            graph.Node.Add(ProtoExtensions.Node("GlobalAveragePool", ["conv3"], "pool"));
            graph.Node.Add(ProtoExtensions.Node("Flatten", ["pool"], "flat", ("axis", [1])));
            TinyModels.AddGemm(graph, "flat", "logits", 8, 10);
            graph.Output.Add(ProtoExtensions.FloatValue("logits"));
        });
        var result = ModelCheck.Run(OnnxGraph.Load(ChannelsLast.Of(model).Save(_folder)), 32);
        Assert.True(result.Passed, string.Join(" ", result.Faults));
        Assert.Equal("conv3/out", result.BaseEnd);
    }

    private static void AssertClose(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        var scale = expected.Max(Math.Abs);
        Assert.True(scale > 0);
        Assert.True(expected.Zip(actual).Max(p => Math.Abs(p.First - p.Second)) <= Tolerance * scale);
    }

    /// <summary>The features of two cats and two dogs.</summary>
    private static (float[] Rows, CutPoint Cut) Features(OnnxGraph graph, string preprocessing, Pooling pooling)
    {
        var cut = CutPoints.Find(graph).Single(c => c.IsDefault);
        using var convBase = new ConvBase(graph, cut, 224, pooling, Device.Cpu);
        var loader = new ImageLoader(Preprocessing.Parse(preprocessing), 224);
        var files = new[] { "cats", "dogs" }.SelectMany(name =>
            Directory.EnumerateFiles(Repository.Shared("data", "cats-vs-dogs", "validation", name)).Order().Take(2)).ToArray();
        var images = new float[files.Length * loader.ValueCount];
        foreach (var (i, file) in files.Index())
        {
            Assert.True(loader.Load(file, images.AsSpan(i * loader.ValueCount, loader.ValueCount)).IsOk);
        }

        var features = new float[files.Length * convBase.FeatureLength];
        convBase.Run(images, files.Length, features);
        return (features, cut);
    }

    /// <summary>1,024 patches of 12 numbers and a class token, and a head that makes a row of them.</summary>
    private static ModelProto Transformer(string head) => TinyModels.Create(graph =>
    {
        TinyModels.AddConv(graph, "relu2", "patches", 16, 12, 1);
        graph.Initializer.Add(ProtoExtensions.Tensor("token", [.. Enumerable.Range(0, 12).Select(i => i / 7f)], 1, 1, 12));
        graph.Initializer.Add(ProtoExtensions.Tensor("scale", [.. Enumerable.Range(0, 12).Select(i => 1 + (i / 9f))], 12));
        graph.Initializer.Add(ProtoExtensions.Tensor("rows", [0L, 12, -1]));
        graph.Initializer.Add(ProtoExtensions.Tensor("zero", [0L]));
        graph.Initializer.Add(ProtoExtensions.Tensor("one", [1L]));
        graph.Node.Add(ProtoExtensions.Node("Reshape", ["patches", "rows"], "flat patches"));
        graph.Node.Add(ProtoExtensions.Node("Transpose", ["flat patches"], "tokens", ("perm", [0, 2, 1])));
        graph.Node.Add(ProtoExtensions.Node("Concat", ["token", "tokens"], "all", ("axis", [1])));
        graph.Node.Add(ProtoExtensions.Node("LayerNormalization", ["all", "scale"], "norm", ("axis", [-1])));
        switch (head)
        {
            case "nothing":
                graph.Output.Add(ProtoExtensions.FloatValue("norm"));
                return;
            case "Gather":
                graph.Node.Add(ProtoExtensions.Node("Gather", ["norm", "zero"], "taken", ("axis", [1])));
                break;
            case "Slice":
                graph.Node.Add(ProtoExtensions.Node("Slice", ["norm", "zero", "one", "one"], "taken"));
                break;
            case "GlobalAveragePool":
                graph.Node.Add(ProtoExtensions.Node("Transpose", ["norm"], "turned", ("perm", [0, 2, 1])));
                graph.Node.Add(ProtoExtensions.Node(head, ["turned"], "taken"));
                break;
            default:
                graph.Node.Add(ProtoExtensions.Node(head, ["norm"], "taken", ("axes", [1L]), ("keepdims", [0])));
                graph.Node[^1].Attribute[0] = new AttributeProto
                {
                    Name = "axes",
                    Type = AttributeProto.Types.AttributeType.Ints,
                    Ints = { 1 },
                };
                break;
        }

        graph.Node.Add(ProtoExtensions.Node("Flatten", ["taken"], "row", ("axis", [1])));
        TinyModels.AddGemm(graph, "row", "logits", 12, 10);
        graph.Output.Add(ProtoExtensions.FloatValue("logits"));
    });
}
