using Transfer.Models.Onnx;
using Transfer.Tests.Support;

namespace Transfer.Tests.Models.Training;

/// <summary>What a check of a network lists as trained and as constant, by name.</summary>
public sealed class WeightRoleTests : IDisposable
{
    private const int Size = 8;
    private const int Channels = 16;
    private const int Tokens = Size * Size;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("24_attention_mask_initializer", "c_1 c_2 c_7 c_8 c_33 c_34 c_43 c_44", "attn_mask")]
    [InlineData("16_weight_standardised_training_bn",
        "c_1 c_5 c_20 c_24 c_39 c_43 c_58 c_59 c_68 c_69",
        "c_6 c_7 c_8 c_25 c_26 c_27 c_44 c_45 c_46")]
    [InlineData("22_grn_dead_channel", "c_1 c_2 c_7 c_8 c_13 c_14 c_32 c_33 c_42 c_43", "")]
    [InlineData("14b_skiplayernorm_gelus", "c_1 c_2 c_7 c_8 c_18 c_21 c_24 c_25 c_28 c_40 c_41 c_50 c_51", "")]
    [InlineData("08b_attention23", "c_1 c_2 c_7 c_8 c_18 c_21 c_24 c_27 c_30 c_33 c_36 c_41 c_44 c_54 c_55 c_64 c_65", "")]
    [InlineData("05_qdq",
        "dequantizelinear_10 dequantizelinear_15 dequantizelinear_30 dequantizelinear_35 dequantizelinear_50 "
        + "dequantizelinear_55 c_67 c_68 c_77 c_78",
        "")]
    [InlineData("05c_int8_weights_only", "dequantizelinear_4 dequantizelinear_13 dequantizelinear_22 c_28 c_29 c_38 c_39", "")]
    [InlineData("03_fp16_weights_cast", "c_1 c_4 c_11 c_14 c_21 c_24 c_31 c_32 c_41 c_42", "")]
    [InlineData("17_uint8_nhwc", "c_5 c_6 c_11 c_12 c_17 c_18 c_27 c_28", "")]
    [InlineData("20d_fixed_batch_cast_scale", "c_1 c_2 c_7 c_8 c_13 c_21 c_22 c_31 c_32", "")]
    [InlineData("26b_sparse_initializer", "c_1 c_2 c_7 c_8 sparse_w c_27 c_28 c_37 c_38", "")]
    [InlineData("40_if_constant_condition", "c_1 c_2 c_7 c_8 c_13 c_17 c_18 c_27 c_28", "")]
    [InlineData("15_layernorm_opset12_by_ort", "c_1 c_2 c_7 c_8 c_18 c_19 c_27 c_28 c_37 c_38", "")]
    public void The_files_of_exporters_train_their_weights(string name, string trained, string constants) =>
        AssertLists(OnnxGraph.Load(Repository.Shared("cases", "onnx", name + ".onnx")), 32, trained, constants);

    [Fact]
    public void Layers_are_trained_and_masks_tables_and_statistics_are_not()
    {
        var model = TinyModels.Create(graph =>
        {
            Add(graph, "PRelu", ["relu2", Store(graph, "slope", i => 0.1f + (i / 100f), Channels, 1, 1)], "bent");
            Integers(graph, ("flat", [0, Channels, Tokens]), ("map", [0, Channels, Size, Size]), ("groups", [0, 4, -1]));
            Add(graph, "Reshape", ["bent", "flat"], "flattened");
            Add(graph, "Transpose", ["flattened"], "tokens", ("perm", [0, 2, 1]));
            AddAttention(graph);
            Add(graph, "Transpose", ["rotated"], "turned", ("perm", [0, 2, 1]));
            Add(graph, "Reshape", ["turned", "map"], "map_again");
            AddNormalizations(graph);
            Add(graph, "GlobalAveragePool", ["whitened"], "pool");
            Add(graph, "Flatten", ["pool"], "row", ("axis", [1]));
            TinyModels.AddGemm(graph, "row", "logits", Channels, 10);
            graph.Output.Add(ProtoExtensions.FloatValue("logits"));
        }, Size, "N");
        // Preprocessing in the file.
        model.Graph.Node[0].Input[0] = "scaled";
        Store(model.Graph, "image_mean", i => i / 10f, 3, 1, 1);
        Store(model.Graph, "image_scale", i => 2 + i, 3, 1, 1);
        model.Graph.Node.Insert(0, ProtoExtensions.Node("Add", ["images", "image_mean"], "shifted"));
        model.Graph.Node.Insert(1, ProtoExtensions.Node("Mul", ["shifted", "image_scale"], "scaled"));
        AssertLists(OnnxGraph.Load(model.Save(_folder)), Size,
            "conv1_w conv1_b conv2_w conv2_b slope positions gain shift queries relative layer_scale group_scale group_shift "
            + "norm_scale norm_shift logits_w",
            "image_mean image_scale sinusoids mask cosines ones zeros norm_mean norm_variance mean deviation");
    }

    private static void AddAttention(GraphProto graph)
    {
        Add(graph, "Add", ["tokens", Store(graph, "positions", i => i % 7 / 10f, 1, Tokens, Channels)], "placed");
        Add(graph, "Add", ["placed", Store(graph, "sinusoids", Sinusoid, 1, Tokens, Channels)], "ordered");
        Add(graph, "LayerNormalization",
            ["ordered", Store(graph, "gain", i => 1 + (i / 20f), Channels), Store(graph, "shift", i => i / 20f, Channels)], "normal");
        Add(graph, "MatMul", ["normal", Store(graph, "queries", i => ((i % 5) - 2) / 8f, Channels, Channels)], "asked");
        Add(graph, "Transpose", ["normal"], "keys", ("perm", [0, 2, 1]));
        Add(graph, "MatMul", ["asked", "keys"], "scores");
        // A table of distances that is looked up, and a mask that hides what comes later.
        Integers(graph, ("distances", [.. Enumerable.Range(0, Tokens * Tokens).Select(i => (long)(i % 9))]), ("square", [Tokens, Tokens]));
        Add(graph, "Gather", [Store(graph, "relative", i => i / 9f, 9), "distances"], "looked_up");
        Add(graph, "Reshape", ["looked_up", "square"], "bias");
        Add(graph, "Add", ["scores", "bias"], "biased");
        Add(graph, "Add", ["biased", Store(graph, "mask", i => i % Tokens > i / Tokens ? -1e9f : 0, Tokens, Tokens)], "masked");
        Add(graph, "Softmax", ["masked"], "shares", ("axis", [-1]));
        Add(graph, "MatMul", ["shares", "normal"], "mixed");
        Add(graph, "Mul", ["mixed", Store(graph, "layer_scale", i => 1 - (i / 40f), Channels)], "weighted");
        Add(graph, "Mul", ["weighted", Store(graph, "cosines", i => MathF.Cos(i), Tokens, Channels)], "rotated");
    }

    private static void AddNormalizations(GraphProto graph)
    {
        Add(graph, "Reshape", ["map_again", "groups"], "grouped");
        Add(graph, "InstanceNormalization", ["grouped", Store(graph, "ones", _ => 1, 4), Store(graph, "zeros", _ => 0, 4)], "by_group");
        Add(graph, "Reshape", ["by_group", "map"], "map_of_groups");
        Add(graph, "Mul", ["map_of_groups", Store(graph, "group_scale", i => 1 + (i / 30f), Channels, 1, 1)], "group_scaled");
        Add(graph, "Add", ["group_scaled", Store(graph, "group_shift", i => i / 30f, Channels, 1, 1)], "group_shifted");
        var statistics = new[] { "norm_scale", "norm_shift", "norm_mean", "norm_variance" }
            .Select(name => Store(graph, name, i => 0.5f + (i / 16f), Channels));
        Add(graph, "BatchNormalization", ["group_shifted", .. statistics], "batch");
        Add(graph, "Sub", ["batch", Store(graph, "mean", i => i / 16f, Channels, 1, 1)], "centred");
        Add(graph, "Div", ["centred", Store(graph, "deviation", i => 1 + (i / 16f), Channels, 1, 1)], "whitened");
    }

    private static float Sinusoid(int index)
    {
        var (token, pair, isCosine) = (index / Channels, index % Channels / 2, index % 2 == 1);
        var angle = token / MathF.Pow(100, pair / 8f);
        return isCosine ? MathF.Cos(angle) : MathF.Sin(angle);
    }

    private static void AssertLists(OnnxGraph graph, int size, string trained, string constants)
    {
        var result = ModelCheck.Run(graph, size);
        Assert.Empty(result.Faults);
        Assert.Equal(trained, string.Join(' ', result.Trained.Select(w => w.Name)));
        Assert.Equal(constants, string.Join(' ', result.Constants.Select(w => w.Name)));
    }

    private static string Store(GraphProto graph, string name, Func<int, float> value, params long[] dims)
    {
        graph.Initializer.Add(ProtoExtensions.Tensor(name, [.. Enumerable.Range(0, (int)dims.Product()).Select(value)], dims));
        return name;
    }

    private static void Add(GraphProto graph, string type, string[] inputs, string output, params (string, long[])[] attributes) =>
        graph.Node.Add(ProtoExtensions.Node(type, inputs, output, attributes));

    private static void Integers(GraphProto graph, params (string Name, long[] Values)[] constants) =>
        graph.Initializer.AddRange(constants.Select(c => ProtoExtensions.Tensor(c.Name, c.Values)));
}
