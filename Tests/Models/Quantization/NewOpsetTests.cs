using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Transfer.Models.Onnx;
using Transfer.Models.Quantization;
using Transfer.Tests.Support;

namespace Transfer.Tests.Models.Quantization;

/// <summary>Networks of older opsets are the same networks in opset 13, and folded ones compute the same.</summary>
public sealed class NewOpsetTests : IDisposable
{
    private const int Size = 16;
    private const float Tolerance = 1e-5f;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(7)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(12)]
    public void A_network_of_an_older_opset_computes_the_same(int opset)
    {
        var model = TinyModels.Create(graph => AddAll(graph, opset), Size, "N", opset);
        var before = Run(model);
        NewOpset.Raise(model);
        Assert.Equal(13, model.Opset());
        Assert.InRange(Divergence.Of(Run(model), before), 0, Tolerance);
        var nodes = model.Graph.Node.Count;
        GraphFolding.Fold(model.Graph);
        Assert.InRange(Divergence.Of(Run(model), before), 0, Tolerance);
        // The normalization went into the convolution, the dropout and the identity are gone.
        Assert.Equal(nodes - 3, model.Graph.Node.Count);
        Assert.DoesNotContain(model.Graph.Node, n => n.OpType is "BatchNormalization" or "Dropout" or "Identity");
    }

    [Fact]
    public void What_cannot_be_raised_is_named()
    {
        var model = TinyModels.Create(graph =>
        {
            graph.Initializer.Add(ProtoExtensions.Tensor("scales", [1f, 1, 2, 2], 4));
            graph.Node.Add(ProtoExtensions.Node("Upsample", ["relu2", "scales"], "larger"));
            graph.Output.Add(ProtoExtensions.FloatValue("larger"));
        }, Size, "N", 9);
        var exception = Assert.Throws<NotSupportedException>(() => NewOpset.Raise(model));
        Assert.Equal("The network is of opset 9, and its 'Upsample' cannot be written in opset 13, which eight bits need. "
            + "Export the network with opset 13 or newer.", exception.Message);
    }

    private static void AddAll(GraphProto graph, int opset)
    {
        TinyModels.AddConv(graph, "relu2", "conv3", 16, 8, 3);
        foreach (var (name, value) in new[] { ("scale", 1.5f), ("shift", 0.1f), ("mean", 0.2f), ("variance", 2f) })
        {
            float[] values = [.. Enumerable.Range(0, 8).Select(i => value + (0.1f * i))];
            graph.Initializer.Add(ProtoExtensions.Tensor(name, values, 8));
        }

        Add("BatchNormalization", ["conv3", "scale", "shift", "mean", "variance"], "norm");
        if (opset < 11)
        {
            var clip = Add("Clip", ["norm"], "clip");
            clip.Attribute.Add(Float("min", 0));
            clip.Attribute.Add(Float("max", 6));
            var pad = Add("Pad", ["clip"], "pad", ("pads", [0, 0, 1, 1, 0, 0, 1, 1]));
            pad.Attribute.Add(Float("value", 0.5f));
        }
        else
        {
            graph.Initializer.Add(ProtoExtensions.Tensor("zero", [0f], []));
            graph.Initializer.Add(ProtoExtensions.Tensor("six", [6f], []));
            graph.Initializer.Add(ProtoExtensions.Tensor("border", [0L, 0, 1, 1, 0, 0, 1, 1]));
            Add("Clip", ["norm", "zero", "six"], "clip");
            Add("Pad", ["clip", "border"], "pad");
        }

        Add("GlobalAveragePool", ["pad"], "pooled");
        Add("Squeeze", ["pooled"], "flat", ("axes", [2, 3]));
        var dropout = Add("Dropout", ["flat"], "kept");
        if (opset < 12)
        {
            dropout.Attribute.Add(Float("ratio", 0.5f));
        }

        Add("Identity", ["kept"], "same");
        graph.Initializer.Add(ProtoExtensions.Tensor("dense", [.. Enumerable.Range(0, 32).Select(i => (i % 7) - 3f)], 8, 4));
        Add("MatMul", ["same", "dense"], "logits");
        Add("Softmax", ["logits"], "probabilities");
        graph.Output.Add(ProtoExtensions.FloatValue("probabilities"));

        NodeProto Add(string type, string[] inputs, string output, params (string, long[])[] attributes)
        {
            graph.Node.Add(ProtoExtensions.Node(type, inputs, output, attributes));
            return graph.Node[^1];
        }
    }

    private static AttributeProto Float(string name, float value) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.Float, F = value };

    private static float[] Run(ModelProto model)
    {
        using var session = new InferenceSession(model.ToByteArray());
        var random = new SeededRandom(5);
        var images = new float[2 * 3 * Size * Size];
        for (var i = 0; i < images.Length; i++)
        {
            images[i] = (float)random.Normal(0, 1);
        }

        return ExportedModel.Run<float>(session, images, [2, 3, Size, Size], session.OutputNames[0]);
    }
}
