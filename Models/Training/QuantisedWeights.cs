using Transfer.Models.Onnx;
using DataType = Transfer.Models.Onnx.TensorProto.Types.DataType;

namespace Transfer.Models.Training;

/// <summary>
/// Weights that a file stores as integers: <c>DequantizeLinear</c> of initializers, or arithmetic on integers of 4 to 16 bits that a
/// convolution or matrix product reads.
/// </summary>
internal static class QuantisedWeights
{
    /// <summary>Computes these weights.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="nodes">The nodes to look at, in order.</param>
    /// <param name="wanted">The tensors that are needed.</param>
    /// <returns>The weights by the name of the tensor that holds them.</returns>
    public static Dictionary<string, TensorProto> Decode(OnnxGraph graph, IReadOnlyList<NodeProto> nodes, HashSet<string> wanted)
    {
        var initializers = graph.Model.Graph.Initializer.ToDictionary(t => t.Name);
        // What is computed from initializers alone, and whether integers of few bits are among them.
        var constant = initializers.ToDictionary(t => t.Key, t => IsQuantised(t.Value));
        var decoded = new HashSet<string>();
        foreach (var node in nodes.Where(n => n.Output.Count == 1 && n.Input.Count > 0))
        {
            if (node.IsStandard() && node.OpType is "Conv" or "ConvTranspose" or "Gemm" or "MatMul")
            {
                decoded.UnionWith(node.Input.Where(i => !initializers.ContainsKey(i) && constant.GetValueOrDefault(i)));
            }

            if (node.Reads().All(constant.ContainsKey))
            {
                var isDequantised = node.IsStandard() && node.OpType == "DequantizeLinear";
                constant[node.Output[0]] = !isDequantised && node.Reads().Any(i => constant[i]);
                if (isDequantised)
                {
                    decoded.Add(node.Output[0]);
                }
            }
        }

        decoded.IntersectWith(wanted);
        if (decoded.Count == 0)
        {
            return [];
        }

        using var probe = new GraphProbe(graph, decoded);
        return decoded.Zip(probe.Run(ImageBatch.Black(1, 1), GraphProbe.Read)).Where(t => t.Second.IsFloat())
            .ToDictionary(t => t.First, t => t.Second);
    }

    private static bool IsQuantised(TensorProto tensor) => tensor.ElementCount() > 1
        && (DataType)tensor.DataType is DataType.Int8 or DataType.Uint8 or DataType.Int16 or DataType.Uint16 or DataType.Int4 or DataType.Uint4;
}
