using Transfer.Models.Onnx;
using DataType = Transfer.Models.Onnx.TensorProto.Types.DataType;

namespace Transfer.Models.Training;

/// <summary>
/// <c>QuantizeLinear</c> and <c>DequantizeLinear</c> one after the other, without the rounding: what is left is a <c>Clip</c> to the range
/// of the integers, in which exporters often hide a <c>Relu</c>. With the rounding, a last bit could move a value by a whole step.
/// </summary>
internal static class QuantisedActivations
{
    private const int BoundsAreInputsSince = 11;

    /// <summary>Finds the pairs that have one constant scale.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="nodes">The nodes to look at.</param>
    /// <returns>The node that takes the place of each <c>DequantizeLinear</c>, with the constants that it reads.</returns>
    public static Dictionary<NodeProto, (NodeProto Clip, TensorProto[] Bounds)> Find(OnnxGraph graph, IReadOnlyCollection<NodeProto> nodes)
    {
        var initializers = graph.Model.Graph.Initializer.ToDictionary(t => t.Name);
        var quantized = nodes.Where(n => n.IsStandard() && n.OpType == "QuantizeLinear" && !initializers.ContainsKey(n.Input[0]))
            .ToDictionary(n => n.Output[0]);
        var clips = new Dictionary<NodeProto, (NodeProto, TensorProto[])>(ReferenceEqualityComparer.Instance);
        foreach (var node in nodes.Where(n => n.IsStandard() && n.OpType == "DequantizeLinear"))
        {
            if (quantized.TryGetValue(node.Input[0], out var before) && before.Input.Skip(1).SequenceEqual(node.Input.Skip(1))
                && initializers.GetValueOrDefault(node.Input[1]) is { } scale && scale.ElementCount() == 1
                && Range(before, initializers.GetValueOrDefault(before.Input.ElementAtOrDefault(2) ?? "")) is { } range)
            {
                var step = scale.ToDoubles()[0];
                clips[node] = Clip(graph.Opset, before.Input[0], node.Output[0], (float)(range.Low * step), (float)(range.High * step));
            }
        }

        return clips;
    }

    private static (NodeProto, TensorProto[]) Clip(int opset, string input, string output, float low, float high)
    {
        var clip = ProtoExtensions.Node("Clip", [input], output);
        if (opset < BoundsAreInputsSince)
        {
            var type = AttributeProto.Types.AttributeType.Float;
            clip.Attribute.Add(new AttributeProto { Name = "min", Type = type, F = low });
            clip.Attribute.Add(new AttributeProto { Name = "max", Type = type, F = high });
            return (clip, []);
        }

        TensorProto[] bounds = [ProtoExtensions.Tensor(output + "/low", [low]), ProtoExtensions.Tensor(output + "/high", [high])];
        foreach (var bound in bounds)
        {
            bound.Dims.Clear();
            clip.Input.Add(bound.Name);
        }

        return (clip, bounds);
    }

    /// <summary>The smallest and the largest integer, from the zero point on; null for other types.</summary>
    private static (double Low, double High)? Range(NodeProto quantize, TensorProto? zeroPoint)
    {
        var type = zeroPoint is null ? (DataType)quantize.Int("output_dtype", (long)DataType.Uint8) : (DataType)zeroPoint.DataType;
        (double Low, double High)? range = type switch
        {
            DataType.Uint8 => (byte.MinValue, byte.MaxValue),
            DataType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
            DataType.Uint16 => (ushort.MinValue, ushort.MaxValue),
            DataType.Int16 => (short.MinValue, short.MaxValue),
            _ => null,
        };
        var zero = zeroPoint?.ElementCount() == 1 ? zeroPoint.ToDoubles()[0] : 0;
        return range is { } all && (zeroPoint is null || zeroPoint.ElementCount() == 1) ? (all.Low - zero, all.High - zero) : null;
    }
}
