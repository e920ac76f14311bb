using Transfer.Models.Onnx;
using Transfer.Tests.Support;

namespace Transfer.Tests.Models;

public sealed class ChannelAxisTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("relu2", "C,H,W")]
    [InlineData("relu2", "C,H,W", "Relu")]
    [InlineData("last", "H,W,C", "Transpose")]
    [InlineData("last1", "H,W,C", "Transpose", "Sigmoid")]
    [InlineData("last1", "L,C", "Reshape", "Transpose 3")]
    [InlineData("last", "C,L", "Reshape")]
    [InlineData("last1", "H,W,C", "Transpose", "LayerNormalization")]
    [InlineData("last1", "C,H,W", "Transpose", "Transpose back")]
    [InlineData("last1", "H,W,C", "Transpose", "MatMul")]
    public void The_operators_below_tell_where_the_channels_are(string cut, string axes, params string[] operators)
    {
        var model = TinyModels.Create(graph =>
        {
            var last = "relu2";
            foreach (var (i, name) in operators.Index())
            {
                Add(graph, name, last, last = i == 0 ? "last" : $"last{i}");
            }

            graph.Output.Add(ProtoExtensions.FloatValue(last));
        });
        var found = CutPoints.Find(OnnxGraph.Load(model.Save(_folder))).Single(c => c.Name == cut);
        Assert.Equal(axes, found.Axes);
    }

    [Theory]
    [InlineData("H,W,C", "LayerNormalization")]
    [InlineData("H,W,C", "MatMul")]
    [InlineData("H,W,C", "ReduceMean 1 2")]
    [InlineData("H,W,C", "Transpose back", "Conv")]
    [InlineData("H,W,C", "Sigmoid", "Scale", "Flatten")]
    [InlineData("C,H,W", "Conv")]
    [InlineData("C,H,W", "GlobalAveragePool")]
    [InlineData("C,H,W", "ReduceMean 2 3")]
    [InlineData("?,?,?", "Flatten")]
    [InlineData("?,?,?", "Sigmoid")]
    public void The_operators_above_tell_it_where_those_below_do_not(string axes, params string[] operators)
    {
        // 16 x 16 x 16 numbers after an operator of which nothing is known.
        var model = TinyModels.Create(
            graph =>
            {
                graph.Initializer.Add(ProtoExtensions.Tensor("mixed shape", [-1L, 16, 16, 16]));
                graph.Node.Add(ProtoExtensions.Node("Flatten", ["relu2"], "mixed", ("axis", [1])));
                graph.Node.Add(ProtoExtensions.Node("Reshape", ["mixed", "mixed shape"], "map"));
                var last = "map";
                foreach (var (i, name) in operators.Index())
                {
                    Add(graph, name, last, last = $"above{i}");
                }

                graph.Output.Add(ProtoExtensions.FloatValue(last));
            },
            size: 16);
        var cuts = CutPoints.Find(OnnxGraph.Load(model.Save(_folder)));
        var cut = cuts.Single(c => c.Name == "map");
        Assert.Equal(axes, cut.Axes);
        if (axes[0] == '?')
        {
            var message = Assert.Throws<ArgumentException>(() => MapPooling.Of(cut, Pooling.Auto)).Message;
            Assert.Equal("Nothing in the network tells which axis of 'map' [16,16,16] holds the channels, so it cannot be pooled. "
                + "Choose another cut, or no pooling.", message);
            Assert.Equal([16, 16, 16], MapPooling.Of(cut, Pooling.None).FeatureShape);
        }
    }

    [Fact]
    public void What_is_said_below_and_above_may_differ_and_then_nothing_is_known()
    {
        // A convolution gives [C, H, W], and a norm takes the last axis for the channels.
        var model = TinyModels.Create(graph =>
        {
            Add(graph, "LayerNormalization", "relu2", "norm", length: 32);
            graph.Output.Add(ProtoExtensions.FloatValue("norm"));
        });
        Assert.Null(CutPoints.Find(OnnxGraph.Load(model.Save(_folder))).Single(c => c.Name == "relu2").ChannelAxis);
    }

    [Theory]
    [InlineData("30_clip_LND_tokens", "transpose_18")]
    [InlineData("31_windows_merged_with_batch", "reshape_19")]
    [InlineData("05_qdq", "quantizelinear_3")]
    public void A_tensor_without_a_float_row_for_each_image_is_no_cut(string file, string tensor)
    {
        var cuts = CutPoints.Find(OnnxGraph.Load(Repository.Shared("cases", "onnx", file + ".onnx")));
        Assert.DoesNotContain(tensor, cuts.Select(c => c.Name));
        Assert.True(cuts.Count > 5);
    }

    [Theory]
    [InlineData("timm-vit_small_patch16_224", Pooling.Token)]
    [InlineData("timm-vit_small_patch16_224-dynamo", Pooling.Token)]
    [InlineData("timm-levit_128", Pooling.Average)]
    public void What_a_network_makes_of_its_tokens_is_found(string file, Pooling pooling)
    {
        var graph = OnnxGraph.Load(Repository.Shared("topologies", file + ".onnx"), randomWeights: 1);
        var tokens = CutPoints.Find(graph).Where(c => c.Shape is [> 1, > 1]).ToList();
        Assert.NotEmpty(tokens);
        Assert.All(tokens, cut => Assert.Equal(pooling, cut.TokenPooling));
        // The first of them are still as the convolution has them.
        Assert.All(tokens, cut => Assert.Equal(cut == tokens[0] ? "C,L" : "L,C", cut.Axes));
    }

    /// <summary>All networks, which takes minutes; run it with <c>-explicit on</c>.</summary>
    [Fact(Explicit = true)]
    public void The_axes_of_all_cuts_of_all_networks_are_known()
    {
        var unknown = new List<string>();
        foreach (var file in Directory.EnumerateFiles(Repository.Shared("topologies"), "*.onnx").Order())
        {
            var graph = OnnxGraph.Load(file, randomWeights: 1);
            var cuts = CutPoints.Find(graph);
            var end = cuts.Single(c => c.IsDefault);
            Assert.NotNull(end.ChannelAxis);
            TestContext.Current.TestOutputHelper?.WriteLine($"{graph.Name}: ends at {end.Name} [{string.Join(',', end.Shape)}] {end.Axes}; "
                + string.Join(' ', cuts.GroupBy(c => $"{c.Axes}{c.TokenPooling}").Select(g => $"{g.Key} x {g.Count()}")));
            unknown.AddRange(cuts.Where(c => c.Tensors.Count == 1 && c.ChannelAxis is null)
                .Select(c => $"{graph.Name} {c.Name} [{string.Join(',', c.Shape)}] {c.Operator}"));
        }

        // Attention of which no head has taken its queries yet: nothing that a feature could be.
        Assert.All(unknown, cut => Assert.Contains("timm-levit_128 /stages/stages.", cut, StringComparison.Ordinal));
        Assert.Equal(4, unknown.Count);
    }

    private static void Add(GraphProto graph, string name, string input, string output, int length = 16)
    {
        var parts = name.Split(' ');
        switch (parts[0])
        {
            case "Transpose":
                long[] order = parts.Length == 1 ? [0, 2, 3, 1] : parts[1] == "3" ? [0, 2, 1] : [0, 3, 1, 2];
                graph.Node.Add(ProtoExtensions.Node("Transpose", [input], output, ("perm", order)));
                break;
            case "Reshape":
                graph.Initializer.Add(ProtoExtensions.Tensor(output + " shape", [0L, 0, -1]));
                graph.Node.Add(ProtoExtensions.Node("Reshape", [input, output + " shape"], output));
                break;
            case "LayerNormalization":
                graph.Initializer.Add(ProtoExtensions.Tensor(output + "_scale", Enumerable.Repeat(1f, length).ToArray(), length));
                graph.Node.Add(ProtoExtensions.Node("LayerNormalization", [input, output + "_scale"], output, ("axis", [-1])));
                break;
            case "Scale":
                graph.Initializer.Add(ProtoExtensions.Tensor(output + "_scale", Enumerable.Repeat(2f, length).ToArray(), length));
                graph.Node.Add(ProtoExtensions.Node("Mul", [input, output + "_scale"], output));
                break;
            case "MatMul":
                graph.Initializer.Add(ProtoExtensions.Tensor(output + "_w", new float[length * 12], length, 12));
                graph.Node.Add(ProtoExtensions.Node("MatMul", [input, output + "_w"], output));
                break;
            case "ReduceMean":
                graph.Node.Add(ProtoExtensions.Node(
                    "ReduceMean", [input], output, ("axes", [.. parts[1..].Select(long.Parse)]), ("keepdims", [0])));
                break;
            case "Conv":
                TinyModels.AddConv(graph, input, output, length, 8, 3);
                break;
            default:
                graph.Node.Add(ProtoExtensions.Node(parts[0], [input], output));
                break;
        }
    }
}
