using Google.Protobuf;
using Transfer.Models.Onnx;

namespace Transfer.Tests.Support;

/// <summary>Small ONNX networks made by code, with weights from a seed.</summary>
internal static class TinyModels
{
    /// <summary>
    /// Two convolutions, then what <paramref name="top"/> adds to <c>relu2</c>; batch and size are fixed unless said otherwise.
    /// </summary>
    public static ModelProto Create(Action<GraphProto>? top = null, int size = 32, object? batch = null, int opset = 17)
    {
        var graph = new GraphProto { Name = "tiny" };
        graph.Input.Add(ProtoExtensions.FloatValue("images", batch ?? 1, 3, size, size));
        AddConv(graph, "images", "conv1", 3, 8, 3);
        graph.Node.Add(ProtoExtensions.Node("Relu", ["conv1"], "relu1"));
        AddConv(graph, "relu1", "conv2", 8, 16, 3);
        graph.Node.Add(ProtoExtensions.Node("Relu", ["conv2"], "relu2"));
        if (top is null)
        {
            graph.Output.Add(ProtoExtensions.FloatValue("relu2"));
        }
        else
        {
            top(graph);
        }

        var model = new ModelProto { IrVersion = 8, Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = opset });
        return model;
    }

    /// <summary>The same network, which cuts its input off at -1 and 1, so that pixels from 0 to 255 all look the same to it.</summary>
    public static ModelProto CreateClipped(int size)
    {
        var model = Create(size: size, batch: "N");
        model.Graph.Initializer.Add(ProtoExtensions.Tensor("low", [-1f]));
        model.Graph.Initializer.Add(ProtoExtensions.Tensor("high", [1f]));
        model.Graph.Node.Single(n => n.Input.Contains("images")).Input[0] = "clipped";
        model.Graph.Node.Insert(0, ProtoExtensions.Node("Clip", ["images", "low", "high"], "clipped"));
        return model;
    }

    public static void AddConv(GraphProto graph, string input, string output, int channels, int filters, int kernel)
    {
        graph.Initializer.Add(
            ProtoExtensions.Tensor(
            output + "_w", Weights(channels * filters * kernel * kernel, output), filters, channels, kernel, kernel));
        graph.Initializer.Add(ProtoExtensions.Tensor(output + "_b", Weights(filters, output + "b"), filters));
        graph.Node.Add(ProtoExtensions.Node(
            "Conv", [input, output + "_w", output + "_b"], output, ("kernel_shape", [kernel, kernel]),
            ("pads", [kernel / 2, kernel / 2, kernel / 2, kernel / 2])));
    }

    public static void AddGemm(GraphProto graph, string input, string output, int inputs, int outputs)
    {
        graph.Initializer.Add(ProtoExtensions.Tensor(output + "_w", Weights(inputs * outputs, output), inputs, outputs));
        graph.Node.Add(ProtoExtensions.Node("Gemm", [input, output + "_w"], output));
    }

    /// <summary>An <c>If</c> whose branches are an operator each, given by its name and input.</summary>
    public static NodeProto If(string condition, string output, (string Type, string Input) then, (string Type, string Input) otherwise)
    {
        var node = ProtoExtensions.Node("If", [condition], output);
        node.Attribute.Add(Branch("then_branch", then));
        node.Attribute.Add(Branch("else_branch", otherwise));
        return node;
    }

    public static string Save(this ModelProto model, TemporaryFolder folder, string name = "tiny.onnx") =>
        folder.Write(name, model.ToByteArray());

    private static AttributeProto Branch(string name, (string Type, string Input) node)
    {
        var graph = new GraphProto { Name = name, Node = { ProtoExtensions.Node(node.Type, [node.Input], "inner") } };
        graph.Output.Add(ProtoExtensions.FloatValue("inner"));
        return new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Graph, G = graph };
    }

    private static float[] Weights(int count, string name)
    {
        var random = new SeededRandom(name.Sum(c => (long)c));
        var weights = new float[count];
        for (var i = 0; i < count; i++)
        {
            weights[i] = (float)random.Normal(0, 0.3);
        }

        return weights;
    }
}
