using Transfer.Models.Onnx;

namespace Transfer.Models;

/// <summary>What operators tell of the axis of the channels. Axes count the batch, which is axis 0.</summary>
internal sealed class AxisRules
{
    // Defined for [N, C, ...].
    private static readonly HashSet<string> ChannelsFirst =
    [
        "Conv", "ConvTranspose", "BatchNormalization", "InstanceNormalization", "GroupNormalization", "LRN", "MaxPool", "AveragePool",
        "LpPool", "GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool", "DepthToSpace", "SpaceToDepth",
    ];

    // The axes of the output are those of the input.
    private static readonly HashSet<string> KeepsAxes =
    [
        "Abs", "Add", "Cast", "Ceil", "Celu", "Clip", "Concat", "Cos", "DequantizeLinear", "Div", "Dropout", "Elu", "Erf", "Exp", "Expand",
        "Floor", "Gelu", "HardSigmoid", "HardSwish", "Identity", "LayerNormalization", "LeakyRelu", "Log", "LogSoftmax", "LpNormalization",
        "Max", "Mean", "MeanVarianceNormalization", "Min", "Mish", "Mul", "Neg", "PRelu", "Pad", "Pow", "QuantizeLinear",
        "RMSNormalization", "Reciprocal", "Relu", "Resize", "Round", "Selu", "Sigmoid", "Sign", "Sin", "Slice", "Softmax", "Softplus",
        "Softsign", "Split", "Sqrt", "Sub", "Sum", "Swish", "Tanh", "ThresholdedRelu", "Tile", "Upsample", "Where",
    ];

    private static readonly HashSet<string> Arithmetic = ["Add", "Sub", "Mul", "Div", "PRelu", "Pow"];
    private static readonly HashSet<string> Shaping = ["Reshape", "Flatten", "Squeeze", "Unsqueeze"];

    private readonly IReadOnlyDictionary<string, TensorProto> _weights;
    private readonly IReadOnlyDictionary<string, int[]> _shapes;
    private readonly Dictionary<string, int> _ranks = [];

    public AxisRules(ActivationPath path, IReadOnlyDictionary<string, int[]> shapes, string input)
    {
        (_weights, _shapes) = (path.Weights, shapes);
        _ranks[input] = 4;
        foreach (var (node, reads) in path.Nodes.Zip(path.Reads))
        {
            foreach (var output in node.Output)
            {
                _ranks[output] = shapes.TryGetValue(output, out var shape) ? shape.Length : _ranks.GetValueOrDefault(reads[0]);
            }
        }
    }

    /// <summary>Whether shapes are needed to follow the axes through a node.</summary>
    public static bool IsMeasured(NodeProto node) => !node.IsStandard()
        || !(ChannelsFirst.Contains(node.OpType) || KeepsAxes.Contains(node.OpType) || node.OpType == "Transpose");

    /// <summary>The number of axes of a tensor; 0 where it is not known.</summary>
    public int Rank(string tensor) => _ranks.GetValueOrDefault(tensor);

    /// <summary>The axis of a node's output, from that of its input.</summary>
    public int? Above(NodeProto node, string read, int? axis) => Defined(node, read) is { } defined
        // A product over another axis than the channels mixes tokens.
        ? node.OpType == "MatMul" ? axis ?? defined : defined
        : axis is { } known && Moved(node, read, known, isUp: true) is { } moved ? moved
        : Told(node, read);

    /// <summary>The axis of an input of a node, from that of its output.</summary>
    public int? Below(NodeProto node, string read, int? axis) => Defined(node, read) ?? Told(node, read)
        ?? (axis is { } known ? Moved(node, read, known, isUp: false) : null);

    /// <summary>The axes that a reduction takes away; null where a node does not reduce, or where they are not stored.</summary>
    public int[]? Reduced(NodeProto node, string read)
    {
        if (!node.OpType.StartsWith("Reduce", StringComparison.Ordinal) || Rank(read) == 0)
        {
            return null;
        }

        var axes = node.Find("axes") is { } attribute ? [.. attribute.Ints]
            : node.Input.Count > 1 && _weights.TryGetValue(node.Input[1], out var tensor) ? tensor.ToInt64() : null;
        return axes is null ? null : Array.ConvertAll(axes, a => (int)(a < 0 ? a + Rank(read) : a));
    }

    /// <summary>The axis that the definition of an operator has for both its input and its output.</summary>
    private int? Defined(NodeProto node, string read) => !node.IsStandard() ? null
        : ChannelsFirst.Contains(node.OpType) || node.OpType == "Gemm" ? 1
        : node.OpType == "MatMul" && _weights.TryGetValue(node.Input[1], out var right) && right.Dims.Count == 2 ? Last(read)
        : null;

    /// <summary>The axis that an operator's weights or axes point to.</summary>
    private int? Told(NodeProto node, string read)
    {
        var rank = Rank(read);
        if (node.OpType is "LayerNormalization" or "RMSNormalization")
        {
            return node.Int("axis", -1) is var axis && (axis == -1 || axis == rank - 1) ? Last(read) : null;
        }

        if (Arithmetic.Contains(node.OpType))
        {
            // One number a channel.
            var dims = node.Input.Select(i => _weights.GetValueOrDefault(i)?.Dims).FirstOrDefault(d => d?.Count(n => n > 1) == 1);
            return dims is null || dims.Count > rank ? null : rank - dims.Count + dims.ToList().FindIndex(n => n > 1);
        }

        // A mean over all positions leaves the channels. (One that keeps the axis of a row of tokens may be a normalization's.)
        return Reduced(node, read) is { } reduced && (rank > 3 || node.Int("keepdims", 1) == 0)
            && Enumerable.Range(1, rank - 1).Except(reduced).ToArray() is [var left] && !reduced.Contains(0) ? left : null;
    }

    private int? Last(string tensor) => Rank(tensor) > 1 ? Rank(tensor) - 1 : null;

    /// <summary>Where an axis of the input lies in the output, or the other way round.</summary>
    private int? Moved(NodeProto node, string read, int axis, bool isUp)
    {
        var (output, rank) = (node.Output[0], Rank(read));
        if (node.OpType == "Transpose")
        {
            var order = node.Find("perm") is { } perm ? perm.Ints.ToList() : [.. Enumerable.Range(0, rank).Reverse().Select(i => (long)i)];
            return isUp ? order.IndexOf(axis) : axis < order.Count ? (int)order[axis] : null;
        }

        if (Reduced(node, read) is { } reduced)
        {
            int[] left = [.. Enumerable.Range(0, rank).Except(reduced)];
            return node.Int("keepdims", 1) != 0 ? (left.Contains(axis) ? axis : null)
                : isUp ? Array.IndexOf(left, axis) : left.ElementAtOrDefault(axis);
        }

        var (from, to) = (_shapes.GetValueOrDefault(read), _shapes.GetValueOrDefault(output));
        return node.OpType switch
        {
            "Gather" => Gathered(node, axis, rank, isUp),
            // A product with stored weights on the left mixes positions; one of two activations gives columns of the right one.
            "MatMul" when !_weights.ContainsKey(node.Input[0]) => axis == Last(output) && (isUp || read == node.Input[1]) ? axis : null,
            "MatMul" => axis,
            _ when KeepsAxes.Contains(node.OpType) => axis,
            _ when from is null || to is null => null,
            _ when from.AsSpan().SequenceEqual(to) => axis,
            _ when Shaping.Contains(node.OpType) => Reshaped(isUp ? from : to, isUp ? to : from, axis),
            _ => null,
        };
    }

    private int? Gathered(NodeProto node, int axis, int rank, bool isUp)
    {
        if (!_weights.TryGetValue(node.Input[1], out var indices) || indices.Dims.Count > 1)
        {
            return null;
        }

        var taken = (int)node.Int("axis", 0);
        taken = taken < 0 ? taken + rank : taken;
        return indices.Dims.Count == 1 || axis < taken ? axis : !isUp ? axis + 1 : axis == taken ? null : axis - 1;
    }

    /// <summary>The axis of the same length with as many numbers before it, and so behind it.</summary>
    private static int? Reshaped(int[] from, int[] to, int axis)
    {
        var found = axis >= from.Length || from[axis] == 1 ? -1
            : Enumerable.Range(0, to.Length).FirstOrDefault(i => to[i] == from[axis] && Before(to, i) == Before(from, axis), -1);
        return found > 0 ? found : null;

        static int Before(int[] shape, int axis) => shape[..axis].Product();
    }
}
