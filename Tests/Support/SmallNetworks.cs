using Google.Protobuf;
using Transfer.Models.Onnx;
using AttributeType = Transfer.Models.Onnx.AttributeProto.Types.AttributeType;
using DataType = Transfer.Models.Onnx.TensorProto.Types.DataType;

namespace Transfer.Tests.Support;

/// <summary>Eight small networks of different kinds, each with a classifier of ten classes.</summary>
internal static class SmallNetworks
{
    private const int Size = 16;
    private const int Channels = 16;

    public static IReadOnlyDictionary<string, byte[]> All { get; } = new Dictionary<string, Func<ModelProto>>
    {
        ["plain"] = () => Create(_ => "relu2"),
        ["float16"] = () => StoredWeights.Float16Inside(Create(_ => "relu2")),
        ["quantised"] = () => StoredWeights.Quantised(Create(Pooled)),
        ["pooled"] = () => Create(Pooled),
        ["attention"] = () => Create(Attention),
        ["shapes"] = () => Create(Shapes),
        ["branches"] = () => Create(Branches),
        ["functions"] = WithFunction,
    }.ToDictionary(m => m.Key, m => m.Value().ToByteArray());

    private static ModelProto Create(Func<GraphProto, string> middle) => TinyModels.Create(graph =>
    {
        var map = middle(graph);
        TinyModels.AddConv(graph, map, "conv3", Channels, Channels, 3);
        Add(graph, "Relu", ["conv3"], "relu3");
        Add(graph, "GlobalAveragePool", ["relu3"], "pool");
        Add(graph, "Flatten", ["pool"], "flat", ("axis", [1]));
        TinyModels.AddGemm(graph, "flat", "logits", Channels, 10);
        graph.Output.Add(ProtoExtensions.FloatValue("logits", "N", 10));
    }, Size, "N");

    private static string Pooled(GraphProto graph)
    {
        foreach (var (name, value) in new[] { ("scale", 1f), ("shift", 0.1f), ("mean", 0.2f), ("variance", 2f) })
        {
            graph.Initializer.Add(ProtoExtensions.Tensor(name, [.. Enumerable.Repeat(value, Channels)], Channels));
        }

        Add(graph, "BatchNormalization", ["relu2", "scale", "shift", "mean", "variance"], "normal");
        graph.Initializer.Add(ProtoExtensions.Tensor("border", [0L, 0, 1, 1, 0, 0, 1, 1]));
        Add(graph, "Pad", ["normal", "border"], "padded");
        Add(graph, "MaxPool", ["padded"], "largest", ("kernel_shape", [3, 3]), ("strides", [2, 2]));
        Add(graph, "AveragePool", ["largest"], "mean_pool", ("kernel_shape", [2, 2]), ("strides", [1, 1]), ("pads", [0, 0, 1, 1]));
        graph.Initializer.Add(ProtoExtensions.Tensor("factors", [1f, 1f, 2f, 2f], 4));
        Add(graph, "Resize", ["mean_pool", "", "factors"], "enlarged");
        return "enlarged";
    }

    private static string Attention(GraphProto graph)
    {
        Integers(graph, ("rows", [0, Channels, Size * Size]), ("map", [0, Channels, Size, Size]));
        Add(graph, "Reshape", ["relu2", "rows"], "flat_map");
        Add(graph, "Transpose", ["flat_map"], "tokens", ("perm", [0, 2, 1]));
        graph.Initializer.Add(ProtoExtensions.Tensor("gain", [.. Enumerable.Range(1, Channels).Select(i => i / 8f)], Channels));
        Add(graph, "LayerNormalization", ["tokens", "gain"], "normal", ("axis", [-1]));
        var weights = Enumerable.Range(0, Channels * Channels).Select(i => i % 7 / 9f).ToArray();
        graph.Initializer.Add(ProtoExtensions.Tensor("w", weights, Channels, Channels));
        Add(graph, "MatMul", ["normal", "w"], "queries");
        Add(graph, "Transpose", ["normal"], "keys", ("perm", [0, 2, 1]));
        Add(graph, "MatMul", ["queries", "keys"], "scores");
        Add(graph, "Softmax", ["scores"], "shares", ("axis", [-1]));
        Add(graph, "MatMul", ["shares", "normal"], "mixed");
        Add(graph, "Add", ["mixed", "tokens"], "sum");
        Add(graph, "Transpose", ["sum"], "turned", ("perm", [0, 2, 1]));
        Add(graph, "Reshape", ["turned", "map"], "map_again");
        return "map_again";
    }

    private static string Shapes(GraphProto graph)
    {
        Integers(graph, ("zero", [0]), ("one", [1]), ("two", [2]), ("groups", [4]), ("rest", [-1]), ("four", [4]));
        Add(graph, "Shape", ["relu2"], "shape");
        Add(graph, "Gather", ["shape", "zero"], "batch");
        Add(graph, "Slice", ["shape", "one", "two"], "channels");
        Add(graph, "Slice", ["shape", "two", "four"], "sizes");
        Add(graph, "Div", ["channels", "groups"], "each");
        Add(graph, "Concat", ["batch", "groups", "each", "sizes"], "grouped_shape", ("axis", [0]));
        Add(graph, "Reshape", ["relu2", "grouped_shape"], "grouped");
        Add(graph, "Transpose", ["grouped"], "shuffled", ("perm", [0, 2, 1, 3, 4]));
        Add(graph, "Reshape", ["shuffled", "shape"], "again");
        Add(graph, "ConstantOfShape", ["shape"], "zeros");
        Add(graph, "Add", ["again", "zeros"], "added");
        Add(graph, "Expand", ["added", "shape"], "expanded");
        return "expanded";
    }

    private static string Branches(GraphProto graph)
    {
        var branch = new GraphProto { Name = "branch", Node = { ProtoExtensions.Node("Tanh", ["relu2"], "chosen") } };
        branch.Output.Add(ProtoExtensions.FloatValue("chosen"));
        graph.Initializer.Add(new TensorProto { Name = "yes", DataType = (int)DataType.Bool, RawData = ByteString.CopyFrom(1) });
        var node = ProtoExtensions.Node("If", ["yes"], "decided");
        node.Attribute.Add(new AttributeProto { Name = "then_branch", Type = AttributeType.Graph, G = branch });
        node.Attribute.Add(new AttributeProto { Name = "else_branch", Type = AttributeType.Graph, G = branch });
        graph.Node.Add(node);
        Integers(graph, ("parts", [8, 8]));
        var split = ProtoExtensions.Node("Split", ["decided", "parts"], "left", ("axis", [1]));
        split.Output.Add("right");
        graph.Node.Add(split);
        Add(graph, "Concat", ["right", "left"], "exchanged", ("axis", [1]));
        return "exchanged";
    }

    private static ModelProto WithFunction()
    {
        var model = Create(graph =>
        {
            graph.Node.Add(ProtoExtensions.Node("Scaled", ["relu2", "factor"], "scaled"));
            graph.Node[^1].Domain = "own";
            var factor = ProtoExtensions.Tensor("factor", [0.5f, 0.25f], 2);
            var indices = ProtoExtensions.Tensor("i", [3L, 5]);
            graph.SparseInitializer.Add(new SparseTensorProto { Values = factor, Indices = indices, Dims = { Channels, 1, 1 } });
            return "scaled";
        });
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "own", Version = 1 });
        model.Functions.Add(new FunctionProto
        {
            Name = "Scaled",
            Domain = "own",
            Input = { "x", "f" },
            Output = { "y" },
            Node = { ProtoExtensions.Node("Mul", ["x", "f"], "m"), ProtoExtensions.Node("Add", ["m", "x"], "y") },
            OpsetImport = { new OperatorSetIdProto { Domain = "", Version = 17 } },
        });
        return model;
    }

    private static void Add(GraphProto graph, string type, string[] inputs, string output, params (string, long[])[] attributes) =>
        graph.Node.Add(ProtoExtensions.Node(type, inputs, output, attributes));

    private static void Integers(GraphProto graph, params (string Name, long[] Values)[] tensors) =>
        graph.Initializer.AddRange(tensors.Select(t => ProtoExtensions.Tensor(t.Name, t.Values)));
}
