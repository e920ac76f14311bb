using Transfer.Models.Onnx;

namespace Transfer.Models;

/// <summary>The weights and the multiply-adds of a node.</summary>
internal static class NodeCost
{
    /// <summary>Whether the multiply-adds of a node are counted.</summary>
    public static bool IsCounted(NodeProto node) => node.IsStandard() && node.OpType is "Conv" or "ConvTranspose" or "Gemm" or "MatMul";

    /// <summary>Whether a node multiplies by a stored weight.</summary>
    public static bool IsWeighted(NodeProto node, IReadOnlyDictionary<string, TensorProto> weights) =>
        IsCounted(node) && node.Input.Any(i => weights.TryGetValue(i, out var tensor) && tensor.Dims.Count >= 2);

    /// <summary>The multiply-adds for one image; 0 for nodes that are not counted.</summary>
    /// <param name="node">The node.</param>
    /// <param name="weights">The initializers of the network.</param>
    /// <param name="shapes">Shapes without batch, of outputs and of what <c>MatMul</c> reads.</param>
    public static long MultiplyAdds(
        NodeProto node, IReadOnlyDictionary<string, TensorProto> weights, IReadOnlyDictionary<string, int[]> shapes)
    {
        if (!IsCounted(node) || !shapes.TryGetValue(node.Output[0], out var output))
        {
            return 0;
        }

        var outputs = output.Select(d => (long)d).Product();
        var weight = weights.GetValueOrDefault(node.Input[1]) ?? weights.GetValueOrDefault(node.Input[0]);
        return node.OpType switch
        {
            "Conv" or "ConvTranspose" when weight is not null => outputs * weight.Dims.Skip(1).Product(),
            "Gemm" when weight is not null => weight.ElementCount(),
            "MatMul" when weight is { Dims.Count: >= 2 } => outputs * weight.Dims[^2],
            "MatMul" when shapes.TryGetValue(node.Input[0], out var left) && left.Length > 0 => outputs * left[^1],
            _ => 0,
        };
    }
}
