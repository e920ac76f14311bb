using Transfer.Models.Onnx;
using Transfer.Models.Quantization;
using Transfer.Tests.Support;

namespace Transfer.Tests.Models.Quantization;

/// <summary>Batch normalization goes into the convolution before it where that is right.</summary>
public sealed class GraphFoldingTests
{
    private const int Size = 16;
    private const int Channels = 8;

    [Fact]
    public void What_a_second_node_reads_or_has_another_type_stays()
    {
        var plain = Network();
        GraphFolding.Fold(plain.Graph);
        Assert.DoesNotContain(plain.Graph.Node, n => n.OpType == "BatchNormalization");
        var read = Network();
        read.Graph.Node.Add(ProtoExtensions.Node("Add", ["normal", "conv3"], "sum"));
        read.Graph.Output[0] = ProtoExtensions.FloatValue("sum");
        GraphFolding.Fold(read.Graph);
        Assert.Contains(read.Graph.Node, n => n.OpType == "BatchNormalization");
        var half = StoredWeights.Float16Inside(Network());
        GraphFolding.Fold(half.Graph);
        Assert.Contains(half.Graph.Node, n => n.OpType == "BatchNormalization");
    }

    private static ModelProto Network() => TinyModels.Create(graph =>
    {
        TinyModels.AddConv(graph, "relu2", "conv3", 16, Channels, 3);
        foreach (var (name, value) in new[] { ("scale", 1.5f), ("shift", 0.1f), ("mean", 0.2f), ("variance", 2f) })
        {
            float[] values = [.. Enumerable.Range(0, Channels).Select(i => value + (0.1f * i))];
            graph.Initializer.Add(ProtoExtensions.Tensor(name, values, Channels));
        }

        graph.Node.Add(ProtoExtensions.Node("BatchNormalization", ["conv3", "scale", "shift", "mean", "variance"], "normal"));
        graph.Output.Add(ProtoExtensions.FloatValue("normal"));
    }, Size, "N");
}
