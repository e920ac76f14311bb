namespace Transfer.Models;

/// <summary>Finds the <see cref="CutPoint"/>s of a network. They follow from its graph; names play no part.</summary>
public static class CutPoints
{
    /// <summary>Height and width, in pixels, for files without a size: that of most pretrained networks.</summary>
    public const int UsualImageSize = 224;

    /// <summary>Lists the cut points from the image to the output.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="imageSize">Height and width in pixels. Default: those in the file, or else <see cref="UsualImageSize"/>.</param>
    /// <returns>At least one cut point. Exactly one is the default.</returns>
    /// <exception cref="NotSupportedException">The base does not run at this size, or the network has no cut point.</exception>
    /// <example>
    /// <code>
    /// var backbone = Backbone.Load();
    /// foreach (var cut in CutPoints.Find(backbone.Graph, imageSize: 160))
    /// {
    ///     Console.WriteLine($"{cut.Name} [{string.Join(", ", cut.Shape)}], {cut.ParametersAbove} parameters above");
    /// }
    /// </code>
    /// </example>
    public static IReadOnlyList<CutPoint> Find(OnnxGraph graph, int? imageSize = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var path = ActivationPath.Of(graph);
        var frontiers = Frontiers.Find(path, graph.OutputName);
        var tensors = MeasuredTensors(path, frontiers);
        var ownSize = graph.ImageSize ?? UsualImageSize;
        using var tensorShapes = new TensorShapes(graph, tensors);
        var measured = tensorShapes.Of(1, ownSize);
        // Without numbers of an image in each row there are no features: windows or tokens may come before the images.
        var two = graph.RunsOneByOne ? null : MeasureTwo(tensorShapes, ownSize);
        frontiers.RemoveAll(f => !f.Tensors.All(
            t => measured[t] is { IsFloat: true, Shape: [1, _, ..] } && two?[t].Shape is null or [2, ..]));
        var single = frontiers.FindAll(f => f.Tensors.Length == 1);
        if (single.Count == 0)
        {
            throw new NotSupportedException(
                $"'{graph.Name}' has no tensor that all information flows through, so it cannot be cut into a base and a head.");
        }

        var shapes = Shapes(measured);
        var axes = new ChannelAxes(path, measured.ToDictionary(m => m.Key, m => m.Value.Shape), graph.InputName);
        var end = BaseEnd.Find(path, single, shapes, axes);
        var ends = TokenPooling.Find(path, frontiers, axes);
        if (imageSize is { } size && size != ownSize)
        {
            shapes = Shapes(MeasureAt(size, graph, tensorShapes, tensors, end));
        }

        return [.. Describe(path, frontiers, shapes, end).Select((cut, i) => cut with
        {
            ChannelAxis = cut.Tensors.Count == 1 ? axes.Of(cut.Name) : null,
            TokenPooling = ends[i],
            IsFloat32 = cut.Tensors.All(t => measured[t].IsFloat32),
        })];
    }

    /// <summary>The image itself as a cut: the whole network is above it.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="imageSize">Height and width in pixels.</param>
    /// <param name="lowest">The lowest cut point of the network, for the totals.</param>
    public static CutPoint Whole(OnnxGraph graph, int imageSize, CutPoint lowest)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(lowest);
        return new CutPoint
        {
            Tensors = [graph.InputName],
            Operator = "input",
            Shapes = [[3, imageSize, imageSize]],
            ChannelAxis = 0,
            Aliases = ["all"],
            ParametersBelow = 0,
            ParametersAbove = lowest.ParametersBelow + lowest.ParametersAbove,
            MultiplyAddsBelow = 0,
            MultiplyAddsAbove = lowest.MultiplyAddsBelow + lowest.MultiplyAddsAbove,
            IsDefault = false,
        };
    }

    /// <summary>The tensors whose shapes are needed: those at cuts, and those that multiply-adds and axes follow from.</summary>
    private static List<string> MeasuredTensors(ActivationPath path, List<Frontier> cuts)
    {
        var computed = path.Nodes.SelectMany(n => n.Output).ToHashSet();
        return [.. path.Nodes.Where(n => NodeCost.IsCounted(n) || AxisRules.IsMeasured(n))
            .SelectMany(n => n.Input.Take(2).Append(n.Output[0])).Where(computed.Contains)
            .Concat(cuts.SelectMany(c => c.Tensors)).Distinct()];
    }

    /// <summary>The shape of each tensor for two images; null where the network takes only one, which is said where it is used.</summary>
    private static Dictionary<string, MeasuredTensor>? MeasureTwo(TensorShapes tensors, int size)
    {
        try
        {
            return tensors.Of(2, size);
        }
        catch (NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>Shapes without the batch.</summary>
    private static Dictionary<string, int[]> Shapes(Dictionary<string, MeasuredTensor> measured) =>
        measured.ToDictionary(m => m.Key, m => m.Value.Shape.Skip(1).ToArray());

    private static Dictionary<string, MeasuredTensor> MeasureAt(
        int size, OnnxGraph graph, TensorShapes all, List<string> tensors, Frontier end)
    {
        try
        {
            return all.Of(1, size);
        }
        catch (NotSupportedException)
        {
            // The head of a network often requires the size in the file; the base runs at others.
            var below = new GraphTopology(graph.Model.Graph).NodesFor(end.Tensors).SelectMany(n => n.Output).ToHashSet();
            using var shapes = new TensorShapes(graph, tensors.FindAll(below.Contains));
            return shapes.Of(1, size);
        }
    }

    private static List<CutPoint> Describe(ActivationPath path, List<Frontier> cuts, Dictionary<string, int[]> shapes, Frontier end)
    {
        var parameters = new long[path.Nodes.Count + 1];
        var multiplyAdds = new long[path.Nodes.Count + 1];
        var counted = new HashSet<string>();
        foreach (var (i, node) in path.Nodes.Index())
        {
            // A scalar is a setting, such as a bound of Clip.
            // What another node makes of stored integers are floats.
            var weights = node.Input.Where(path.Weights.ContainsKey).Where(i => path.Weights[i].IsFloat() || path.Weights[i].Name != i)
                .Select(i => path.Weights[i]);
            parameters[i + 1] = parameters[i]
                + weights.Where(t => t.Dims.Count > 0 && counted.Add(t.Name)).Sum(t => t.ElementCount());
            multiplyAdds[i + 1] = multiplyAdds[i] + NodeCost.MultiplyAdds(node, path.Weights, shapes);
        }

        var aliases = LayerNames.ByCut(path, cuts, shapes, end.Position);
        return [.. cuts.Select((cut, index) => new CutPoint
        {
            Tensors = cut.Tensors,
            Operator = path.Nodes[cut.Position].OpType,
            Shapes = [.. cut.Tensors.Select(t => shapes.GetValueOrDefault(t, []))],
            Aliases = aliases[index],
            ParametersBelow = parameters[cut.Position + 1],
            ParametersAbove = parameters[^1] - parameters[cut.Position + 1],
            MultiplyAddsBelow = multiplyAdds[cut.Position + 1],
            MultiplyAddsAbove = multiplyAdds[^1] - multiplyAdds[cut.Position + 1],
            IsDefault = cut == end,
        })];
    }
}
