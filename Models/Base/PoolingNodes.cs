using Transfer.Models.Onnx;

namespace Transfer.Models;

/// <summary>Nodes that turn the tensors at a cut into rows: pooled, flattened, and several tensors joined.</summary>
internal static class PoolingNodes
{
    /// <returns>The graph with <paramref name="output"/> <c>[N, F]</c> as its only output.</returns>
    public static OnnxGraph Append(OnnxGraph below, IReadOnlyList<string> tensors, Pooling pooling, string output)
    {
        var nodes = tensors.Count == 1 ? Nodes(tensors[0], pooling, output) : Joined(tensors, output);
        return below.With(below.Model.Graph.Node.Concat(nodes), [ProtoExtensions.FloatValue(output)]);
    }

    public static IEnumerable<NodeProto> Nodes(string tensor, Pooling pooling, string output)
    {
        if (pooling == Pooling.None)
        {
            return [Flatten(tensor, output)];
        }

        var pooled = output + "/pooled";
        var type = pooling == Pooling.Average ? "GlobalAveragePool" : "GlobalMaxPool";
        return [ProtoExtensions.Node(type, [tensor], pooled), Flatten(pooled, output)];
    }

    private static IEnumerable<NodeProto> Joined(IReadOnlyList<string> tensors, string output)
    {
        var flat = tensors.Select((_, i) => $"{output}/{i}").ToArray();
        return tensors.Zip(flat, Flatten).Append(ProtoExtensions.Node("Concat", flat, output, ("axis", [1])));
    }

    private static NodeProto Flatten(string tensor, string output) => ProtoExtensions.Node("Flatten", [tensor], output, ("axis", [1]));
}
