using Transfer.Models.Onnx;

namespace Transfer.Models;

/// <summary>The shapes of a network's feature maps, to tell whether two are equal for images of any size.</summary>
internal sealed class SymbolicShapes
{
    private readonly Dictionary<string, SymbolicShape> _shapes = [];

    public SymbolicShapes(GraphProto graph, Dictionary<string, TensorProto> weights)
    {
        foreach (var node in graph.Node)
        {
            foreach (var output in node.Output)
            {
                // An unknown shape equals no other.
                _shapes[output] = SymbolicShape.Unknown(output);
            }

            if (node.IsStandard() && node.Input.Count > 0 && Map(node, weights) is { } map)
            {
                _shapes[node.Output[0]] = map;
            }
        }
    }

    /// <summary>Whether two maps have the same shape for certain.</summary>
    public bool AreEqual(string one, string other) => Of(one) == Of(other);

    /// <summary>
    /// The shapes for the model file, with names in place of sizes: the same name, the same size. ONNX Runtime cannot infer them through
    /// operators that it does not know, and fuses the addition of maps into its convolutions only if it knows them.
    /// </summary>
    public IEnumerable<ValueInfoProto> Describe() => _shapes.Where(m => m.Value.Channels is not null).Select(m =>
    {
        var (root, steps, channels) = m.Value;
        return ProtoExtensions.FloatValue(m.Key, $"{root} images", channels!.Value, $"{root}{steps} height", $"{root}{steps} width");
    });

    private SymbolicShape Of(string tensor) => _shapes.TryGetValue(tensor, out var map) ? map : SymbolicShape.Unknown(tensor);

    private SymbolicShape? Map(NodeProto node, Dictionary<string, TensorProto> weights)
    {
        var input = Of(node.Input[0]);
        switch (node.OpType)
        {
            case "Relu" or "Clip" or "Identity" or "Sigmoid":
                return input;
            case "BatchNormalization" or "Mul" or "Add" when node.Input.Where(i => !weights.ContainsKey(i)).ToArray() is [var map]:
                return Of(map) is { Channels: { } channels } shape && ChannelAffine.Of(node, map, weights)?.Fits(channels) == true
                    ? shape
                    : null;
            case "Add" when AreEqual(node.Input[0], node.Input[1]):
                return input;
            case "Conv" when weights.TryGetValue(node.Input[1], out var kernel) && kernel.Dims.Count == 4:
                return Window(node, [.. kernel.Dims.Skip(2)]) is { } step
                    ? new SymbolicShape(input.Root, input.Steps + step, (int)kernel.Dims[0])
                    : null;
            case "MaxPool" when node.Find("kernel_shape") is { Ints: [var height, var width] } && node.Int("ceil_mode", 0) == 0:
                return Window(node, [height, width]) is { } pooled ? input with { Steps = input.Steps + pooled } : null;
            default:
                return null;
        }
    }

    /// <summary>The change of height and width by a window: empty if it keeps them, null if it is not known.</summary>
    private static string? Window(NodeProto node, long[] kernel)
    {
        if (node.Find("auto_pad")?.S.ToStringUtf8() is not (null or "" or "NOTSET")
            || node.Find("dilations")?.Ints.Any(d => d != 1) == true)
        {
            return null;
        }

        var pads = node.Find("pads")?.Ints.ToArray() ?? [0, 0, 0, 0];
        var strides = node.Find("strides")?.Ints.ToArray() ?? [1, 1];
        var (down, across) = (pads[0] + pads[2] - kernel[0], pads[1] + pads[3] - kernel[1]);
        return (down, across, strides) is (-1, -1, [1, 1]) ? "" : $"; {down}, {across} / {strides[0]}, {strides[1]}";
    }
}
