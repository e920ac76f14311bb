using Transfer.Models.Onnx;

namespace Transfer.Models;

/// <summary>
/// Follows the images of a batch through a network that was exported for one batch size: transformers move their axis and merge it with
/// windows, heads or tokens.
/// </summary>
internal sealed class BatchAxes
{
    private readonly IReadOnlyDictionary<string, int[]> _shapes;
    private readonly Dictionary<string, BatchAxis> _axes = [];

    /// <param name="nodes">The nodes in order.</param>
    /// <param name="input">The images, whose first axis is the batch.</param>
    /// <param name="shapes">The shapes of all tensors that depend on the images, at the batch size of the file.</param>
    public BatchAxes(IEnumerable<NodeProto> nodes, string input, IReadOnlyDictionary<string, int[]> shapes)
    {
        _shapes = shapes;
        _axes[input] = new BatchAxis(0, 1);
        foreach (var node in nodes)
        {
            if (node.Reads().FirstOrDefault(_axes.ContainsKey) is { } read && node.OpType is not ("Shape" or "Size"))
            {
                foreach (var output in node.Output.Where(shapes.ContainsKey))
                {
                    _axes[output] = Follow(node, _axes[read], shapes[read], shapes[output]);
                }
            }
        }
    }

    /// <summary>Where the images of a tensor are; null for one that does not depend on them.</summary>
    public BatchAxis? Of(string tensor) => _axes.GetValueOrDefault(tensor);

    /// <summary>The shape of a tensor at the batch size of the file.</summary>
    public int[] Shape(string tensor) => _shapes[tensor];

    private static BatchAxis Follow(NodeProto node, BatchAxis place, int[] shape, int[] result)
    {
        switch (node.OpType)
        {
            case "Transpose":
                var perm = node.Find("perm")?.Ints.Select(p => (int)p).ToArray() ?? [.. Enumerable.Range(0, shape.Length).Reverse()];
                return place with { Axis = Math.Max(0, Array.IndexOf(perm, place.Axis)) };
            case "Reshape" or "Flatten":
                return Regrouped(place, shape, result);
            // An axis before the images is left out.
            case "Gather" or "Squeeze" when result.Length < shape.Length && place.Axis > 0:
                var axis = node.OpType == "Gather" ? node.Int("axis", 0) : shape.AsSpan(0, place.Axis).Contains(1) ? 0 : shape.Length;
                return axis < place.Axis ? place with { Axis = place.Axis - 1 } : place;
            default:
                // Broadcasting adds axes at the front.
                return result.Length > shape.Length ? place with { Axis = place.Axis + result.Length - shape.Length } : place;
        }
    }

    private static BatchAxis Regrouped(BatchAxis place, int[] shape, int[] result)
    {
        var before = shape.Take(place.Axis).Product() * place.Outer;
        // Rows of features, as linear layers take them.
        if (result.Length == 2 && before > 1 && result[0] >= before && result[0] % before == 0)
        {
            return new BatchAxis(0, before);
        }

        for (var (axis, product) = (0, 1); axis < result.Length; product *= result[axis], axis++)
        {
            if (product == before)
            {
                return new BatchAxis(axis, 1);
            }

            if (product * result[axis] > before)
            {
                return new BatchAxis(axis, before / product);
            }
        }

        return new BatchAxis(0, 1);
    }
}
