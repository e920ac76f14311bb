using Microsoft.ML.OnnxRuntime;
using Transfer.Models.Onnx;
using DataType = Transfer.Models.Onnx.TensorProto.Types.DataType;

namespace Transfer.Models;

/// <summary>
/// Folds the arithmetic of shapes (<c>Shape, Gather, Concat, Cast…</c>) and of small constants: the network runs once for two batch
/// sizes, and what is the same in both is constant at this image size.
/// </summary>
internal static class StaticValues
{
    // Three sizes: two give a line, the third shows that it is one.
    private static readonly int[] Batches = [2, 3, 5];

    // Anything larger is data and not a setting.
    private const int MostElements = 65_536;

    /// <returns>Every such tensor that a node reads whose own result does depend on images or weights, constants included.</returns>
    /// <exception cref="NotSupportedException">The network does not run at this size.</exception>
    public static Dictionary<string, StaticValue> Fold(OnnxGraph graph, IReadOnlyList<NodeProto> nodes, int imageSize)
    {
        var values = new Dictionary<string, StaticValue>();
        foreach (var tensor in graph.Model.Graph.Initializer.Where(t => !IsWeight(t) && t.ElementCount() <= MostElements))
        {
            values[tensor.Name] = StaticValue.Of(tensor);
        }

        var refused = new HashSet<string>();
        while (true)
        {
            var computed = Computed(graph, nodes, values.Keys, refused);
            var wanted = nodes.Where(n => !n.Output.Any(computed.Contains)).SelectMany(n => n.Reads()).Where(computed.Contains).Distinct().ToArray();
            if (wanted.Length == 0)
            {
                return values;
            }

            var runs = Array.ConvertAll(Batches, batch => Run(graph, wanted, imageSize, batch));
            var bad = wanted.Where((name, i) => !TryFit(runs[0][i], runs[1][i], runs[2][i], name, values)).ToList();
            if (bad.Count == 0)
            {
                return values;
            }

            // Such a tensor grows with the batch; it is computed with the others.
            refused.UnionWith(bad);
            foreach (var name in wanted)
            {
                values.Remove(name);
            }
        }
    }

    /// <summary>Whether an initializer is something that could be trained, and not a setting.</summary>
    public static bool IsWeight(TensorProto tensor) => tensor.IsFloat() && tensor.ElementCount() > 1;

    private static HashSet<string> Computed(OnnxGraph graph, IReadOnlyList<NodeProto> nodes, IEnumerable<string> constants, HashSet<string> refused)
    {
        var known = constants.ToHashSet();
        var computed = new HashSet<string>();
        var needed = nodes.SelectMany(n => n.Output).ToHashSet();
        foreach (var node in new GraphTopology(graph.Model.Graph).NodesFor(needed))
        {
            if ((node.OpType is "Shape" or "Size" || node.Reads().All(known.Contains)) && !node.Output.Any(refused.Contains))
            {
                known.UnionWith(node.Output);
                computed.UnionWith(node.Output);
            }
        }

        return computed;
    }

    private static List<StaticValue> Run(OnnxGraph graph, string[] tensors, int imageSize, int batch)
    {
        try
        {
            return GraphProbe.Run(graph, tensors, new float[batch * 3 * imageSize * imageSize], batch, imageSize, Read);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new NotSupportedException($"'{graph.Name}' does not run at {imageSize} px with {batch} images at once: {exception.Message.Split('\n')[0]}", exception);
        }
    }

    private static StaticValue Read(OrtValue value)
    {
        var info = value.GetTensorTypeAndShape();
        double[] values = info.ElementDataType switch
        {
            Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Int64 => [.. value.GetTensorDataAsSpan<long>().ToArray().Select(v => (double)v)],
            Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Int32 => [.. value.GetTensorDataAsSpan<int>().ToArray().Select(v => (double)v)],
            Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Bool => [.. value.GetTensorDataAsSpan<bool>().ToArray().Select(v => v ? 1.0 : 0)],
            Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Double => value.GetTensorDataAsSpan<double>().ToArray(),
            Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float => [.. value.GetTensorDataAsSpan<float>().ToArray().Select(v => (double)v)],
            var type => throw new NotSupportedException($"A tensor of type {type} carries shapes, and such a network cannot be trained here."),
        };
        // ONNX' and ONNX Runtime's numbers for element types are the same.
        return new StaticValue(info.Shape, (DataType)(int)info.ElementDataType, values, null);
    }

    private static bool TryFit(StaticValue first, StaticValue second, StaticValue third, string name, Dictionary<string, StaticValue> values)
    {
        if (!first.Shape.AsSpan().SequenceEqual(second.Shape) || first.Fixed.Length > MostElements)
        {
            return false;
        }

        var slope = first.Fixed.Zip(second.Fixed, (a, b) => b - a).ToArray();
        var origin = first.Fixed.Zip(slope, (a, s) => a - (s * Batches[0])).ToArray();
        var constant = slope.All(s => s == 0);
        var fitted = new StaticValue(first.Shape, first.Type, constant ? first.Fixed : origin, constant ? null : slope);
        if (!fitted.At(Batches[2]).AsSpan().SequenceEqual(third.Fixed))
        {
            return false;
        }

        values[name] = fitted;
        return true;
    }
}
