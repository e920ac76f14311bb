using Transfer.Models.Onnx;

namespace Transfer.Models;

/// <summary>Finds what a network's own head makes of its tokens: it takes the first, the class token, or pools over all.</summary>
internal static class TokenPooling
{
    /// <returns>One for each cut; null where a cut has no tokens or nothing tells.</returns>
    public static Pooling?[] Find(ActivationPath path, List<Frontier> cuts, ChannelAxes axes)
    {
        var result = new Pooling?[cuts.Count];
        Pooling? above = null;
        for (var i = cuts.Count - 1; i >= 0; i--)
        {
            if (cuts[i].Tensors is [var tensor] && axes.Rank(tensor) == 3 && axes.Of(tensor) is { } channels)
            {
                // The last place where all tokens become one row.
                above ??= path.Nodes.Zip(path.Reads).Skip(cuts[i].Position + 1).Where(p => p.Second.Contains(tensor))
                    .Select(p => Of(p.First, path, axes, tensor, positions: 2 - channels)).FirstOrDefault(p => p is not null);
                result[i] = above;
            }
        }

        return result;
    }

    /// <param name="positions">The axis of the tokens, counting the batch.</param>
    private static Pooling? Of(NodeProto node, ActivationPath path, ChannelAxes axes, string tensor, int positions)
    {
        var takesAll = axes.Reduced(node, tensor) is [var reduced] && reduced == positions;
        return node.OpType switch
        {
            "GlobalAveragePool" when positions == 2 => Pooling.Average,
            "GlobalMaxPool" when positions == 2 => Pooling.Max,
            "ReduceMean" when takesAll => Pooling.Average,
            "ReduceMax" when takesAll => Pooling.Max,
            "Gather" when node.Int("axis", 0) == positions && Stored(1) is [0] => Pooling.Token,
            "Slice" when Stored(1) is [0] && Stored(2) is [1] && Stored(3) is [var axis] && axis == positions => Pooling.Token,
            _ => null,
        };

        long[]? Stored(int input) =>
            node.Input.Count > input && path.Weights.TryGetValue(node.Input[input], out var value) ? value.ToInt64() : null;
    }
}
