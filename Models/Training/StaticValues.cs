using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Transfer.Models.Onnx;
using DataType = Transfer.Models.Onnx.TensorProto.Types.DataType;

namespace Transfer.Models;

/// <summary>
/// Folds the arithmetic of shapes (<c>Shape, Gather, Concat, Cast…</c>) and of small constants: the network runs for three batch sizes,
/// and a tensor whose values are a line over the batch size is a constant at this image size.
/// </summary>
internal static class StaticValues
{
    // Two sizes give a line, the third shows that it is one.
    private static readonly int[] Batches = [2, 3, 5];

    // A larger tensor is data, not a setting.
    private const int MostElements = 65_536;

    /// <returns>All constants, and all such tensors that are read by nodes whose outputs depend on images or weights.</returns>
    /// <exception cref="NotSupportedException">The network does not run at this size.</exception>
    public static Dictionary<string, StaticValue> Fold(OnnxGraph graph, IReadOnlyList<NodeProto> nodes, int imageSize)
    {
        var constants = graph.Model.Graph.Initializer.Where(t => !t.IsWeight() && t.ElementCount() <= MostElements)
            .ToDictionary(t => t.Name, StaticValue.Of);
        var (measured, refused) = (new Dictionary<string, StaticValue?>(), new HashSet<string>());
        while (true)
        {
            var computed = Computed(nodes, constants.Keys, refused);
            var wanted = nodes.Where(n => !n.Output.Any(computed.Contains)).SelectMany(n => n.Reads()).Where(computed.Contains).Distinct().ToList();
            Measure(graph, [.. wanted.Where(name => !measured.ContainsKey(name))], imageSize, measured);
            var variable = wanted.FindAll(name => measured[name] is null);
            if (variable.Count == 0)
            {
                return constants.Concat(wanted.Select(name => KeyValuePair.Create(name, measured[name]!))).ToDictionary();
            }

            // A tensor that is no line over the batch size is computed in every run, and so is what reads it.
            refused.UnionWith(variable);
        }
    }

    /// <summary>Tensors that only shapes and constants decide.</summary>
    private static HashSet<string> Computed(IReadOnlyList<NodeProto> nodes, IEnumerable<string> constants, HashSet<string> refused)
    {
        var known = constants.ToHashSet();
        var computed = new HashSet<string>();
        foreach (var node in nodes.Where(n => !n.Output.Any(refused.Contains)))
        {
            if (node.OpType is "Shape" or "Size" || node.Reads().All(known.Contains))
            {
                known.UnionWith(node.Output);
                computed.UnionWith(node.Output);
            }
        }

        return computed;
    }

    private static void Measure(OnnxGraph graph, string[] tensors, int imageSize, Dictionary<string, StaticValue?> measured)
    {
        if (tensors.Length == 0)
        {
            return;
        }

        using var probe = new GraphProbe(graph, tensors);
        var runs = Array.ConvertAll(Batches, batch => probe.Run(ImageBatch.Black(batch, imageSize), Read));
        foreach (var (i, name) in tensors.Index())
        {
            measured[name] = Fit(runs[0][i], runs[1][i], runs[2][i]);
        }
    }

    private static StaticValue Read(OrtValue value)
    {
        var info = value.GetTensorTypeAndShape();
        double[] values = info.ElementDataType switch
        {
            TensorElementType.Int64 => Array.ConvertAll(value.GetTensorDataAsSpan<long>().ToArray(), v => (double)v),
            TensorElementType.Int32 => Array.ConvertAll(value.GetTensorDataAsSpan<int>().ToArray(), v => (double)v),
            TensorElementType.Bool => Array.ConvertAll(value.GetTensorDataAsSpan<bool>().ToArray(), v => v ? 1.0 : 0),
            TensorElementType.Double => value.GetTensorDataAsSpan<double>().ToArray(),
            TensorElementType.Float => Array.ConvertAll(value.GetTensorDataAsSpan<float>().ToArray(), v => (double)v),
            var type => throw new NotSupportedException($"The network computes shapes with the type {type}, so it cannot be trained."),
        };
        // The numbers of element types are the same in ONNX and in ONNX Runtime.
        return new StaticValue(info.Shape, (DataType)(int)info.ElementDataType, values, null);
    }

    /// <summary>The line through the values at the first two batch sizes; null when the third is not on it.</summary>
    private static StaticValue? Fit(StaticValue first, StaticValue second, StaticValue third)
    {
        if (!first.Shape.AsSpan().SequenceEqual(second.Shape) || first.Fixed.Length > MostElements)
        {
            return null;
        }

        var slope = first.Fixed.Zip(second.Fixed, (a, b) => b - a).ToArray();
        var isConstant = slope.All(s => s == 0);
        var fitted = isConstant ? first : first with { Fixed = [.. first.Fixed.Zip(slope, (a, s) => a - (s * Batches[0]))], PerImage = slope };
        return fitted.At(Batches[2]).AsSpan().SequenceEqual(third.Fixed) ? fitted : null;
    }
}
