using Transfer.Models.Onnx;
using Transfer.Tests.Support;
using DataType = Transfer.Models.Onnx.TensorProto.Types.DataType;

namespace Transfer.Tests.Models;

/// <summary>
/// Networks into which a batch of one is built, whatever their input says: it is freed, or their images run one at a time. The rows are
/// those of single images in the untouched file in any case.
/// </summary>
public sealed class BatchOfOneTests : IDisposable
{
    private const int Size = 16;
    private const int Images = 3;
    private const int Channels = 16;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a row", "N")]
    [InlineData("a row", 1)]
    [InlineData("tokens", "N")]
    [InlineData("tokens", 1)]
    [InlineData("a class token", "N")]
    [InlineData("a resized map", "N")]
    [InlineData("a resized map", 1)]
    public void A_batch_of_one_is_freed_where_it_can_be(string form, object batch)
    {
        var graph = AssertRows(Create(form, batch));
        Assert.False(graph.RunsOneByOne);
        Assert.True(graph.HadFixedBatch);
        var result = ModelCheck.Run(graph, Size);
        Assert.Empty(result.Faults);
        Assert.Empty(result.Notes);
    }

    [Theory]
    [InlineData("a computed shape", "N")]
    [InlineData("a computed shape", 1)]
    [InlineData("the first image", "N")]
    [InlineData("the largest value of the batch", "N")]
    [InlineData("the largest value of the batch", 1)]
    [InlineData("shares of the batch", "N")]
    [InlineData("a grid for one image", "N")]
    public void Other_networks_run_one_image_at_a_time(string form, object batch)
    {
        var graph = AssertRows(Create(form, batch));
        Assert.True(graph.RunsOneByOne);
        Assert.True(graph.WithAliases(new Dictionary<string, string> { ["block1"] = "conv" }).RunsOneByOne);
        var result = ModelCheck.Run(graph, Size);
        Assert.Empty(result.Faults);
        Assert.Equal(
            ["'tiny' computes one image at a time, since a batch of one is built into it. "
                + "Exported with a dynamic batch, it would be faster."],
            result.Notes);
    }

    /// <summary>One decision for a whole batch would be that of its other images.</summary>
    [Fact]
    public void A_network_that_decides_by_the_image_runs_one_image_at_a_time() =>
        Assert.True(AssertRows(Create("a decision", "N")).RunsOneByOne);

    [Theory]
    [InlineData("free")]
    [InlineData("windows")]
    public void A_network_of_any_batch_stays_as_it_is(string form)
    {
        var graph = AssertRows(Create(form, "N"));
        Assert.False(graph.RunsOneByOne);
        Assert.False(graph.HadFixedBatch);
    }

    /// <summary>A network of a form, whose input has a batch size or a name for it.</summary>
    internal static ModelProto Create(string form, object batch) => TinyModels.Create(graph =>
    {
        var last = Middle(graph, form);
        TinyModels.AddConv(graph, last, "conv3", Channels, Channels, 3);
        Add(graph, "Relu", ["conv3"], "relu3");
        Add(graph, "GlobalAveragePool", ["relu3"], "pool");
        Integers(graph, ("row", [1, Channels]));
        if (form == "a row")
        {
            Add(graph, "Reshape", ["pool", "row"], "flat");
        }
        else
        {
            Add(graph, "Flatten", ["pool"], "flat", ("axis", [1]));
        }

        TinyModels.AddGemm(graph, "flat", "logits", Channels, 10);
        graph.Output.Add(ProtoExtensions.FloatValue("logits"));
    }, Size, batch, opset: 18);

    private static string Middle(GraphProto graph, string form)
    {
        Integers(graph, ("tokens", [1, Channels, -1]), ("map", [1, Channels, Size, Size]), ("free_map", [-1, Channels, Size, Size]));
        switch (form)
        {
            case "tokens":
                Add(graph, "Reshape", ["relu2", "tokens"], "flat_map");
                Add(graph, "Softmax", ["flat_map"], "shares", ("axis", [2]));
                Add(graph, "Reshape", ["shares", "map"], "map_again");
                return "map_again";
            case "a computed shape":
                // Two images would be mixed, and still be two in the end.
                Integers(graph, ("one", [1]), ("channels", [1]), ("rest", [-1]));
                Add(graph, "Shape", ["relu2"], "shape");
                Add(graph, "Gather", ["shape", "channels"], "number");
                Add(graph, "Concat", ["one", "number", "rest"], "target", ("axis", [0]));
                Add(graph, "Reshape", ["relu2", "target"], "flat_map");
                Add(graph, "Softmax", ["flat_map"], "shares", ("axis", [2]));
                Add(graph, "Reshape", ["shares", "free_map"], "map_again");
                return "map_again";
            case "a class token":
                Add(graph, "Reshape", ["relu2", "tokens"], "flat_map");
                Add(graph, "Transpose", ["flat_map"], "turned", ("perm", [0, 2, 1]));
                float[] token = [.. Enumerable.Range(1, Channels).Select(i => i / 8f)];
                graph.Initializer.Add(ProtoExtensions.Tensor("token", token, 1, 1, Channels));
                Add(graph, "Concat", ["token", "turned"], "sequence", ("axis", [1]));
                Add(graph, "Softmax", ["sequence"], "mixed", ("axis", [1]));
                Integers(graph, ("second", [1]), ("all", [int.MaxValue]), ("along", [1]));
                Add(graph, "Slice", ["mixed", "second", "all", "along"], "patches");
                Add(graph, "Transpose", ["patches"], "back", ("perm", [0, 2, 1]));
                Add(graph, "Reshape", ["back", "map"], "map_again");
                return "map_again";
            case "a resized map":
                Integers(graph, ("sizes", [1, Channels, 2 * Size, 2 * Size]));
                Add(graph, "Resize", ["relu2", "", "", "sizes"], "larger");
                return "larger";
            case "the first image":
                Integers(graph, ("zero", [0]), ("one", [1]));
                Add(graph, "Slice", ["relu2", "zero", "one", "zero"], "first");
                return "first";
            case "the largest value of the batch":
                Add(graph, "ReduceMax", ["relu2"], "most");
                Add(graph, "Div", ["relu2", "most"], "scaled");
                return "scaled";
            case "shares of the batch":
                Add(graph, "Softmax", ["relu2"], "shares", ("axis", [0]));
                return "shares";
            case "a grid for one image":
                float[] places = [.. Enumerable.Range(0, Size * Size * 2).Select(i => ((i * 7 % 19) - 9) / 10f)];
                graph.Initializer.Add(ProtoExtensions.Tensor("grid", places, 1, Size, Size, 2));
                Add(graph, "GridSample", ["relu2", "grid"], "sampled");
                return "sampled";
            case "a decision":
                Add(graph, "ReduceMean", ["relu2"], "mean", ("keepdims", [0]));
                graph.Initializer.Add(new TensorProto { Name = "limit", DataType = (int)DataType.Float, FloatData = { 0.9f } });
                Add(graph, "Greater", ["mean", "limit"], "bright");
                graph.Node.Add(TinyModels.If("bright", "decided", ("Abs", "relu2"), ("Neg", "relu2")));
                return "decided";
            case "windows":
                Integers(graph, ("parts", [-1, Channels, 2, Size / 2, 2, Size / 2]), ("rows", [-1, Size * Size / 4, Channels]),
                    ("join", [-1, 2, 2, Size / 2, Size / 2, Channels]));
                Add(graph, "Reshape", ["relu2", "parts"], "split");
                Add(graph, "Transpose", ["split"], "turned", ("perm", [0, 2, 4, 3, 5, 1]));
                Add(graph, "Reshape", ["turned", "rows"], "windows");
                Add(graph, "Softmax", ["windows"], "mixed", ("axis", [1]));
                Add(graph, "Reshape", ["mixed", "join"], "joined");
                Add(graph, "Transpose", ["joined"], "back", ("perm", [0, 5, 1, 3, 2, 4]));
                Add(graph, "Reshape", ["back", "free_map"], "map_again");
                return "map_again";
            default:
                return "relu2";
        }
    }

    private static void Add(GraphProto graph, string type, string[] inputs, string output, params (string, long[])[] attributes) =>
        graph.Node.Add(ProtoExtensions.Node(type, inputs, output, attributes));

    private static void Integers(GraphProto graph, params (string Name, long[] Values)[] constants) =>
        graph.Initializer.AddRange(constants.Select(c => ProtoExtensions.Tensor(c.Name, c.Values)));

    /// <summary>Compares the features of three images at the end of the base with those of each image in the untouched file.</summary>
    private OnnxGraph AssertRows(ModelProto model)
    {
        // Sums of float32 in another order.
        const double tolerance = 1e-5;
        var graph = OnnxGraph.Load(model.Save(_folder));
        var cut = CutPoints.Find(graph, Size).Single(c => c.IsDefault);
        Assert.Equal("relu3", cut.Name);
        using var convBase = new ConvBase(graph, cut, Size, Pooling.None, Device.Cpu);
        // Of different brightness, so that they are decided about differently.
        var images = ImageBatch.Patterns(Images, Size);
        images = images with { Values = [.. images.Values.Select((v, i) => (v + 1) * (1 + (i / (3 * Size * Size))))] };
        var (features, sequential) = (new float[Images * convBase.FeatureLength], new float[Images * convBase.FeatureLength]);
        convBase.Run(images.Values, Images, features);
        convBase.RunSequential(images.Values, Images, sequential);
        var file = UntouchedFile.Of(graph)!;
        var expected = images.Split(1).SelectMany(image => file.Run(["relu3"], image)["relu3"]).ToArray();
        Assert.InRange(Divergence.Of(features, expected), 0, tolerance);
        Assert.InRange(Divergence.Of(sequential, expected), 0, tolerance);
        return graph;
    }
}
