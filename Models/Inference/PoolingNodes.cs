using Transfer.Models.Onnx;

namespace Transfer.Models;

/// <summary>Adds pooling and flattening to a graph.</summary>
internal static class PoolingNodes
{
    /// <returns>The graph with <paramref name="output"/> <c>[N, F]</c> (or the map itself, if not to be flattened) as its only output.</returns>
    public static OnnxGraph Append(OnnxGraph below, string tensor, Pooling pooling, string output, bool flatten)
    {
        var nodes = Nodes(tensor, pooling, output, flatten);
        return below.With(below.Model.Graph.Node.Concat(nodes), [ProtoExtensions.FloatValue(output)], weights: null);
    }

    public static List<NodeProto> Nodes(string tensor, Pooling pooling, string output, bool flatten)
    {
        if (pooling == Pooling.None)
        {
            return flatten ? [ProtoExtensions.Node("Flatten", [tensor], output, ("axis", [1]))] : [];
        }

        var pooled = output + "/pooled";
        return
        [
            ProtoExtensions.Node(pooling == Pooling.Average ? "GlobalAveragePool" : "GlobalMaxPool", [tensor], pooled),
            ProtoExtensions.Node("Flatten", [pooled], output, ("axis", [1])),
        ];
    }
}
