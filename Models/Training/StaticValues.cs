using Transfer.Models.Onnx;

namespace Transfer.Models.Training;

/// <summary>
/// Folds the arithmetic of shapes (<c>Shape, Gather, Concat, Cast…</c>) and of small constants: the network runs for three batch sizes,
/// and a tensor whose values are a line over the batch size is a constant at this image size.
/// </summary>
internal static class StaticValues
{
    // Two sizes give a line, the third shows that it is one.
    private static readonly int[] Batches = [2, 3, 5];
    private static readonly int[] One = [1, 1, 1];

    // A larger tensor that is computed is data, not a setting.
    private const int MostElements = 65_536;

    /// <returns>All constants, and all such tensors that are read by nodes whose outputs depend on images or weights.</returns>
    /// <exception cref="NotSupportedException">The network does not run at this size.</exception>
    public static Dictionary<string, StaticValue> Fold(OnnxGraph graph, IReadOnlyList<NodeProto> nodes, int imageSize)
    {
        var read = nodes.SelectMany(n => n.Reads()).ToHashSet();
        var constants = graph.Model.Graph.Initializer.Where(t => read.Contains(t.Name) && t.IsNumeric() && !t.IsWeight())
            .ToDictionary(t => t.Name, StaticValue.Of);
        var (measured, refused) = (new Dictionary<string, StaticValue?>(), new HashSet<string>());
        while (true)
        {
            var computed = Computed(nodes, constants.Keys, refused);
            var others = nodes.Where(n => !n.Output.Any(computed.Contains));
            var wanted = others.SelectMany(n => n.Reads()).Where(computed.Contains).Distinct().ToList();
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
        var batches = graph.RunsOneByOne ? One : Batches;
        var runs = Array.ConvertAll(batches, batch =>
            probe.Run(ImageBatch.Black(batch, imageSize), value => StaticValue.Of(GraphProbe.Read(value))));
        foreach (var (i, name) in tensors.Index())
        {
            measured[name] = Fit(runs[0][i], runs[1][i], runs[2][i]);
        }
    }

    /// <summary>The line through the values at the first two batch sizes; null when the third is not on it.</summary>
    private static StaticValue? Fit(StaticValue first, StaticValue second, StaticValue third)
    {
        if (!first.Shape.AsSpan().SequenceEqual(second.Shape) || first.Fixed.Length > MostElements)
        {
            return null;
        }

        var slope = first.Fixed.Zip(second.Fixed, (a, b) => b - a).ToArray();
        var origin = first.Fixed.Zip(slope, (a, s) => a - (s * Batches[0]));
        var fitted = slope.All(s => s == 0) ? first : first with { Fixed = [.. origin], PerImage = slope };
        return fitted.At(Batches[2]).AsSpan().SequenceEqual(third.Fixed) ? fitted : null;
    }
}
