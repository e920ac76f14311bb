using Transfer.Models.Onnx;

namespace Transfer.Models;

/// <summary>
/// Signs that a batch of one image may be built into a network: a stored shape that begins with a number, an axis that is the batch, a
/// tensor for one image that is joined to others. Whether it is so is then measured.
/// </summary>
internal sealed class BatchSigns
{
    private static readonly HashSet<string> AlongAnAxis =
        ["ArgMax", "ArgMin", "Concat", "Hardmax", "LogSoftmax", "LpNormalization", "Softmax", "Split", "SplitToSequence", "TopK"];

    // Operators that have to do with single rows, with an order or with loops.
    private static readonly HashSet<string> Others =
    [
        "Compress", "GatherND", "GRU", "If", "Loop", "LSTM", "MaxRoiPool", "NonMaxSuppression", "NonZero", "RNN", "RoiAlign", "Scan",
        "ScatterElements", "ScatterND", "Unique",
    ];

    private readonly GraphProto _graph;
    private readonly Dictionary<string, TensorProto> _constants;
    private readonly Dictionary<string, NodeProto> _producers = [];

    // What depends on the images, and where their batch is in it; what depends on their number alone.
    private readonly Dictionary<string, int> _axes = [];
    private readonly HashSet<string> _counted;

    private BatchSigns(GraphProto graph, string input)
    {
        (_graph, _counted, _axes[input]) = (graph, [input], 0);
        _constants = graph.Initializer.ToDictionary(t => t.Name);
    }

    /// <summary>Whether there is a sign.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="input">The images, whose first axis is the batch.</param>
    public static bool Any(GraphProto graph, string input) => new BatchSigns(graph, input).Find();

    /// <summary>Whether what is computed depends on the images through a decision, which a batch would take for all of them.</summary>
    /// <inheritdoc cref="Any"/>
    public static bool DecideOnImages(GraphProto graph, string input)
    {
        var images = graph.DependsOn(input);
        return graph.Node.Any(n => n.IsStandard() && n.OpType switch
        {
            "If" => images.Contains(n.Input[0]),
            "Loop" => n.Input.Take(2).Any(images.Contains),
            _ => false,
        });
    }

    private bool Find()
    {
        foreach (var node in _graph.Node)
        {
            var outputs = node.Output.Where(o => o.Length > 0).ToList();
            outputs.ForEach(output => _producers[output] = node);
            if (!node.Reads().Any(_counted.Contains))
            {
                continue;
            }

            _counted.UnionWith(outputs);
            if (node.OpType is "Shape" or "Size" || node.Reads().FirstOrDefault(_axes.ContainsKey) is not { } images)
            {
                continue;
            }

            var axis = _axes[images];
            if (IsSign(node, axis))
            {
                return true;
            }

            outputs.ForEach(output => _axes[output] = AxisAfter(node, axis));
        }

        return false;
    }

    private bool IsSign(NodeProto node, int axis) => node.OpType switch
    {
        "Concat" when Axis(node) != axis => node.Reads().Any(read => !_counted.Contains(read)),
        "ArgMax" or "ArgMin" or "Split" or "SplitToSequence" => node.Int("axis", 0) == axis,
        _ when AlongAnAxis.Contains(node.OpType) => Axis(node) == axis,
        "Flatten" => node.Int("axis", 1) <= axis,
        "Reshape" => FirstLength(node.Input.ElementAtOrDefault(1)) is { } first && (axis != 0 || first is not (0 or -1)),
        "Resize" => FirstLength(node.Input.ElementAtOrDefault(3)) is not null,
        "Squeeze" => Axes(node) is not { } axes || axes.Contains(axis),
        "Gather" or "GatherElements" => _axes.ContainsKey(node.Input[0]) && node.Int("axis", 0) == axis,
        "Slice" => IsPart(node, axis),
        "Pad" => (node.Find("pads")?.Ints.ToArray() ?? Constant(node, 1)) is { } pads
            && (pads.ElementAtOrDefault(axis) != 0 || pads.ElementAtOrDefault((pads.Length / 2) + axis) != 0),
        "Gemm" => node.Int("transA", 0) != 0 || _axes.ContainsKey(node.Input[1]),
        "Conv" or "ConvTranspose" => _axes.ContainsKey(node.Input[1]),
        "GridSample" => !_counted.Contains(node.Input[1]),
        _ when node.OpType.StartsWith("Reduce", StringComparison.Ordinal) => Axes(node) is not { } axes || axes.Contains(axis),
        _ => Others.Contains(node.OpType),
    };

    private int AxisAfter(NodeProto node, int axis) => node.OpType switch
    {
        "Transpose" => Math.Max(0, node.Find("perm")?.Ints.IndexOf(axis) ?? axis),
        "Squeeze" => axis - (Axes(node)?.Count(a => a >= 0 && a < axis) ?? 0),
        "Unsqueeze" => axis + (Axes(node)?.Count(a => a >= 0 && a <= axis) ?? 0),
        "Gather" when node.Int("axis", 0) is >= 0 and var left && left < axis => axis - 1,
        "Reshape" => 0,
        _ => axis,
    };

    /// <summary>The first number of a shape; null where it follows from the images.</summary>
    private long? FirstLength(string? shape)
    {
        if (shape is null || shape.Length == 0)
        {
            return null;
        }

        if (_constants.TryGetValue(shape, out var stored))
        {
            return stored.ElementCount() > 0 ? stored.ToInt64()[0] : null;
        }

        return _producers.GetValueOrDefault(shape) is { OpType: "Concat" } joined ? FirstLength(joined.Input[0]) : null;
    }

    /// <summary>Whether less than the whole batch is taken.</summary>
    private bool IsPart(NodeProto node, int axis)
    {
        var starts = node.Find("starts")?.Ints.ToArray() ?? Constant(node, 1);
        var ends = node.Find("ends")?.Ints.ToArray() ?? Constant(node, 2);
        var axes = node.Find("axes")?.Ints.ToArray() ?? Constant(node, 3);
        var at = axes is null ? axis : Array.IndexOf(axes, axis);
        return at >= 0 && at < starts?.Length && (starts[at] != 0 || (at < ends?.Length && ends[at] < int.MaxValue));
    }

    private static long? Axis(NodeProto node) => node.Find("axis")?.I;

    private long[]? Axes(NodeProto node) => node.Find("axes")?.Ints.ToArray() ?? Constant(node, 1);

    private long[]? Constant(NodeProto node, int input) =>
        _constants.GetValueOrDefault(node.Input.ElementAtOrDefault(input) ?? "") is { } tensor && tensor.IsNumeric()
            ? tensor.ToInt64()
            : null;
}
