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
        var frontiers = Frontiers.Find(path, graph.OutputName);
        var single = frontiers.Where(f => f.Tensors.Length == 1).Select(f => (f.Tensors[0], f.Position)).ToList();
        if (single.Count == 0)
        {
            throw new NotSupportedException($"'{graph.Name}' has no tensor that everything flows through, so it cannot be cut into a base and a head.");
        }

        var weights = graph.Model.Graph.Initializer.ToDictionary(t => t.Name);
        var wanted = Wanted(path, frontiers, weights);
        var ownSize = graph.ImageSize ?? UsualImageSize;
        var shapes = TensorShapes.Measure(graph, wanted, ownSize);
        var end = single[BaseEnd.Find(path, single, weights, shapes)];
        if (imageSize is { } size && size != ownSize)
        {
            shapes = ShapesAt(graph, path, wanted, end.Item1, size);
        }

        return Describe(path, frontiers, weights, shapes, end.Position);
    }

    /// <summary>The image itself as a cut: everything is above it.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="imageSize">Height and width in pixels.</param>
    /// <param name="lowest">The lowest of the network's cut points, for the sums.</param>
    public static CutPoint Whole(OnnxGraph graph, int imageSize, CutPoint lowest)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(lowest);
        return new CutPoint
        {
            Tensors = [graph.InputName],
            Operator = "input",
            Shapes = [[3, imageSize, imageSize]],
            Aliases = ["all"],
            ParametersBelow = 0,
            ParametersAbove = lowest.ParametersBelow + lowest.ParametersAbove,
            MultiplyAddsBelow = 0,
            MultiplyAddsAbove = lowest.MultiplyAddsBelow + lowest.MultiplyAddsAbove,
            IsDefault = false,
        };
    }

    private static List<string> Wanted(
        List<(NodeProto Node, string[] Activations)> path, List<Frontier> cuts, Dictionary<string, TensorProto> weights)
    {
        var computed = path.SelectMany(p => p.Node.Output).ToHashSet();
        return [.. path.Where(p => NodeCost.IsCounted(p.Node)).SelectMany(p => p.Node.Input.Take(2).Where(i => !weights.ContainsKey(i)).Append(p.Node.Output[0]))
            .Where(computed.Contains).Concat(cuts.SelectMany(c => c.Tensors)).Distinct()];
    }

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
        List<(NodeProto Node, string[] Activations)> path, List<Frontier> cuts,
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

        var aliases = LayerNames.ByCut(path, cuts, weights, shapes, end);
        return [.. cuts.Select((cut, index) => new CutPoint
        {
            Tensors = cut.Tensors,
            Operator = path[cut.Position].Node.OpType,
            Shapes = [.. cut.Tensors.Select(t => shapes.GetValueOrDefault(t, []))],
            Aliases = aliases[index],
            ParametersBelow = parameters[cut.Position + 1],
            ParametersAbove = parameters[^1] - parameters[cut.Position + 1],
            MultiplyAddsBelow = multiplyAdds[cut.Position + 1],
            MultiplyAddsAbove = multiplyAdds[^1] - multiplyAdds[cut.Position + 1],
            IsDefault = cut.Tensors.Length == 1 && cut.Position == end,
        })];
    }
}
