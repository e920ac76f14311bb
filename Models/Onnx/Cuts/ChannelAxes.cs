using Transfer.Models.Onnx;

namespace Transfer.Models;

/// <summary>
/// Finds which axis of an activation holds the channels. The nodes below an activation tell, and so do those above it. Where neither do,
/// or where they differ, the axis is not known.
/// </summary>
internal sealed class ChannelAxes
{
    private readonly AxisRules _rules;
    private readonly Dictionary<string, int> _below = [];
    private readonly Dictionary<string, int> _above = [];
    private readonly HashSet<string> _unclear = [];

    /// <param name="path">The path through the network.</param>
    /// <param name="shapes">Shapes with the batch, of the tensors that <see cref="AxisRules.IsMeasured"/> nodes read and compute.</param>
    /// <param name="input">The name of the images, <c>[N, 3, H, W]</c>.</param>
    public ChannelAxes(ActivationPath path, IReadOnlyDictionary<string, int[]> shapes, string input)
    {
        _rules = new AxisRules(path, shapes, input);
        _below[input] = 1;
        foreach (var (node, reads) in path.Nodes.Zip(path.Reads))
        {
            Up(node, reads);
        }

        foreach (var (node, reads) in path.Nodes.Zip(path.Reads).Reverse())
        {
            Down(node, reads);
        }
    }

    /// <summary>The axis of the channels of a tensor, counted without the batch; null where it is not known.</summary>
    public int? Of(string tensor) => _rules.Rank(tensor) == 2 ? 0 : (Known(_below, tensor), Known(_above, tensor)) switch
    {
        (null, null) => null,
        ({ } below, { } above) when below != above => null,
        var (below, above) => (below ?? above) - 1,
    };

    /// <summary>The number of axes of a tensor, with the batch.</summary>
    public int Rank(string tensor) => _rules.Rank(tensor);

    /// <inheritdoc cref="AxisRules.Reduced"/>
    public int[]? Reduced(NodeProto node, string tensor) => _rules.Reduced(node, tensor);

    private void Up(NodeProto node, string[] reads)
    {
        var first = reads.Select(r => Known(_below, r)).FirstOrDefault(axis => axis is not null);
        var axis = _rules.Above(node, reads[0], first);
        foreach (var output in node.Output.Where(o => o.Length > 0 && axis > 0))
        {
            _below[output] = axis!.Value;
        }
    }

    private void Down(NodeProto node, string[] reads)
    {
        foreach (var read in reads)
        {
            var axis = _rules.Below(node, read, Known(_above, node.Output[0]));
            if (axis is not > 0 || _unclear.Contains(read))
            {
                continue;
            }

            if (_above.TryGetValue(read, out var other) && other != axis)
            {
                _above.Remove(read);
                _unclear.Add(read);
            }
            else
            {
                _above[read] = axis.Value;
            }
        }
    }

    private static int? Known(Dictionary<string, int> axes, string tensor) => axes.TryGetValue(tensor, out var axis) ? axis : null;
}
