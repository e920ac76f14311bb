using Transfer.Models.Onnx;

namespace Transfer.Models;

/// <summary>What a node holds and what it costs.</summary>
internal static class NodeCost
{
    /// <summary>Operators whose multiply-adds are counted; the first output's shape decides.</summary>
    public static bool IsCounted(NodeProto node) => node.IsStandard() && node.OpType is "Conv" or "ConvTranspose" or "Gemm" or "MatMul";

    /// <summary>Whether the node multiplies by a stored weight.</summary>
    public static bool IsWeighted(NodeProto node, IReadOnlyDictionary<string, TensorProto> weights) =>
        IsCounted(node) && node.Input.Any(i => weights.TryGetValue(i, out var tensor) && tensor.Dims.Count >= 2);

    /// <summary>Multiply-adds for one image.</summary>
    /// <param name="shapes">Shapes without batch, of the outputs and of what <c>MatMul</c> reads.</param>
    public static long MultiplyAdds(NodeProto node, IReadOnlyDictionary<string, TensorProto> weights, IReadOnlyDictionary<string, int[]> shapes)
    {
        if (!shapes.TryGetValue(node.Output[0], out var output))
        {
            return 0;
        }

        var outputs = output.Aggregate(1L, (product, dim) => product * dim);
        var weight = weights.GetValueOrDefault(node.Input[1]) ?? weights.GetValueOrDefault(node.Input[0]);
        return node.OpType switch
        {
            "Conv" or "ConvTranspose" when weight is not null => outputs * weight.Dims.Skip(1).Aggregate(1L, (product, dim) => product * dim),
            "Gemm" when weight is not null => weight.ElementCount(),
            "MatMul" when weight is { Dims.Count: >= 2 } => outputs * weight.Dims[^2],
            "MatMul" when shapes.TryGetValue(node.Input[0], out var left) && left.Length > 0 => outputs * left[^1],
            _ => 0,
        };
    }
}
