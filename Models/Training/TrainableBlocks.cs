using static TorchSharp.torch;

namespace Transfer.Models.Training;

/// <summary>Groups the weights of a trained part into blocks by the names of its layers.</summary>
internal static class TrainableBlocks
{
    /// <summary>The blocks from the cut upwards, without frozen weights.</summary>
    public static List<TrainableBlock> Of(GraphPart part)
    {
        var names = LayerNames.OfNodes(part.Nodes, part.Graph.Model.Graph.Initializer.ToDictionary(t => t.Name));
        var trained = part.Weights.Select(t => t.Name).Where(name => !part.Frozen.Contains(name)).ToHashSet();
        var blocks = new OrderedDictionary<string, List<string>>();
        var current = part.Inputs[0];
        foreach (var (node, known) in part.Nodes.Zip(names))
        {
            // Of layer4, layer4.2, layer4.2.conv1 the second is the block. A node without a name belongs to the block before it.
            current = known.Length > 0 ? known[Math.Min(1, known.Length - 1)] : current;
            var weights = node.Input.Where(trained.Remove).ToList();
            if (weights.Count > 0 && !blocks.TryAdd(current, weights))
            {
                blocks[current].AddRange(weights);
            }
        }

        return [.. blocks.Select(b => new TrainableBlock(b.Key, b.Value))];
    }

    /// <summary>How far each block has moved from the weights in the file.</summary>
    public static List<BlockChange> Changes(TrainableGraph graph)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var before = graph.Part.Weights.ToDictionary(t => t.Name);
        var after = graph.Weights;
        return [.. graph.Blocks.Select(block =>
        {
            var (moved, length, count) = (0.0, 0.0, 0L);
            foreach (var name in block.Weights)
            {
                var original = tensor(before[name].ToFloats(), [.. before[name].Dims]);
                moved += (after[name].cpu() - original).Square().sum().item<float>();
                length += original.Square().sum().item<float>();
                count += original.numel();
            }

            return new BlockChange(block.Name, count, Math.Sqrt(moved / Math.Max(length, double.Epsilon)));
        })];
    }
}
