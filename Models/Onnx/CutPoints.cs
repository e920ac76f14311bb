using Transfer.Models.Onnx;

namespace Transfer.Models;

/// <summary>Finds the <see cref="CutPoint"/>s of a network by dominance, not by naming.</summary>
public static class CutPoints
{
    /// <summary>Height and width, in pixels, for files that give none: what most networks were trained at.</summary>
    public const int UsualImageSize = 224;

    /// <summary>Lists every cut point from the image to the output, with what lies below and above.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="imageSize">Height and width in pixels; null takes the file's, else <see cref="UsualImageSize"/>.</param>
    /// <returns>At least one cut point; exactly one is the default.</returns>
    /// <exception cref="NotSupportedException">The base does not run at this size, or the network has no cut point.</exception>
    public static IReadOnlyList<CutPoint> Find(OnnxGraph graph, int? imageSize = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var path = new GraphTopology(graph.Model.Graph).ActivationPath(graph.InputName, graph.OutputName);
        var cuts = Dominators(path, graph.OutputName);
        if (cuts.Count == 0)
        {
            throw new NotSupportedException($"'{graph.Name}' has no tensor that everything flows through, so it cannot be cut into a base and a head.");
        }

        var weights = graph.Model.Graph.Initializer.ToDictionary(t => t.Name);
        var wanted = Wanted(path, cuts, weights);
        var ownSize = graph.ImageSize ?? UsualImageSize;
        var shapes = TensorShapes.Measure(graph, wanted, ownSize);
        var end = BaseEnd.Find(path, cuts, weights, shapes);
        if (imageSize is { } size && size != ownSize)
        {
            shapes = ShapesAt(graph, path, wanted, cuts[end].Name, size);
        }

        return Describe(path, cuts, weights, shapes, end);
    }

    /// <summary>Positions after which exactly one activation is alive: it is on every way from the image to the output.</summary>
    internal static List<(string Name, int Position)> Dominators(List<(NodeProto Node, string[] Activations)> path, string output)
    {
        var lastUse = new Dictionary<string, int> { [output] = path.Count };
        for (var i = 0; i < path.Count; i++)
        {
            foreach (var tensor in path[i].Activations)
            {
                lastUse[tensor] = Math.Max(i, lastUse.GetValueOrDefault(tensor));
            }
        }

        var alive = new HashSet<string>();
        var cuts = new List<(string, int)>();
        for (var i = 0; i < path.Count; i++)
        {
            // The image itself is never in the set, but as long as somebody still reads it nothing else is a cut.
            alive.UnionWith(path[i].Activations);
            alive.UnionWith(path[i].Node.Output.Where(o => lastUse.GetValueOrDefault(o, -1) > i));
            alive.RemoveWhere(tensor => lastUse[tensor] <= i);
            if (alive.Count == 1)
            {
                cuts.Add((alive.First(), i));
            }
        }

        return cuts;
    }

    private static List<string> Wanted(
        List<(NodeProto Node, string[] Activations)> path, List<(string Name, int Position)> cuts, Dictionary<string, TensorProto> weights) =>
        [.. path.Where(p => NodeCost.IsCounted(p.Node)).SelectMany(p => p.Node.Input.Take(2).Where(i => !weights.ContainsKey(i)).Append(p.Node.Output[0]))
            .Where(t => path.Any(p => p.Node.Output.Contains(t))).Concat(cuts.Select(c => c.Name)).Distinct()];

    private static Dictionary<string, int[]> ShapesAt(
        OnnxGraph graph, List<(NodeProto Node, string[] Activations)> path, List<string> wanted, string end, int size)
    {
        try
        {
            return TensorShapes.Measure(graph, wanted, size);
        }
        catch (NotSupportedException)
        {
            // A head is often bound to the file's size; the base alone decides.
            var below = new GraphTopology(graph.Model.Graph).NodesFor([end]).SelectMany(n => n.Output).ToHashSet();
            return TensorShapes.Measure(graph, [.. wanted.Where(below.Contains)], size);
        }
    }

    private static List<CutPoint> Describe(
        List<(NodeProto Node, string[] Activations)> path, List<(string Name, int Position)> cuts,
        Dictionary<string, TensorProto> weights, Dictionary<string, int[]> shapes, int end)
    {
        var parameters = new long[path.Count + 1];
        var multiplyAdds = new long[path.Count + 1];
        var counted = new HashSet<string>();
        for (var i = 0; i < path.Count; i++)
        {
            var node = path[i].Node;
            // A scalar is a setting (the bounds of Clip), not a weight.
            parameters[i + 1] = parameters[i] + node.Input.Where(name => weights.TryGetValue(name, out var t) && t.IsFloat() && t.Dims.Count > 0 && counted.Add(name))
                .Sum(name => weights[name].ElementCount());
            multiplyAdds[i + 1] = multiplyAdds[i] + (NodeCost.IsCounted(node) ? NodeCost.MultiplyAdds(node, weights, shapes) : 0);
        }

        return [.. cuts.Select((cut, index) => new CutPoint
        {
            Name = cut.Name,
            Operator = path[cut.Position].Node.OpType,
            Shape = shapes.GetValueOrDefault(cut.Name, []),
            ParametersBelow = parameters[cut.Position + 1],
            ParametersAbove = parameters[^1] - parameters[cut.Position + 1],
            MultiplyAddsBelow = multiplyAdds[cut.Position + 1],
            MultiplyAddsAbove = multiplyAdds[^1] - multiplyAdds[cut.Position + 1],
            IsDefault = index == end,
        })];
    }
}
