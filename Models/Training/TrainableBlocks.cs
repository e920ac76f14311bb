using static TorchSharp.torch;

namespace Transfer.Models;

/// <summary>Sorts the weights of a trained part into blocks by the names that the file gives its layers.</summary>
internal static class TrainableBlocks
{
    public static List<TrainableBlock> Of(GraphPart part, IReadOnlyCollection<string> trained)
    {
        var initializers = part.Graph.Model.Graph.Initializer.ToDictionary(t => t.Name);
        var names = LayerNames.OfNodes(part.Nodes, initializers);
        var blocks = new List<(string Name, List<string> Weights)>();
        var (seen, current) = (new HashSet<string>(), part.Inputs[0]);
        foreach (var (node, known) in part.Nodes.Zip(names))
        {
            // layer4, layer4.2, layer4.2.conv1: the second is the block. Nodes without a name go with the one before.
            current = known.Length > 1 ? known[1] : known.Length == 1 ? known[0] : current;
            var weights = node.Input.Where(i => trained.Contains(i) && seen.Add(i)).ToList();
            if (weights.Count == 0)
            {
                continue;
            }

            if (blocks.Find(b => b.Name == current) is { Weights: { } list })
            {
                list.AddRange(weights);
            }
            else
            {
                blocks.Add((current, weights));
            }
        }

        return blocks.ConvertAll(b => new TrainableBlock(b.Name, b.Weights));
    }

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
                moved += (after[name].cpu() - original).pow(2).sum().item<float>();
                length += original.pow(2).sum().item<float>();
                count += original.numel();
            }

            return new BlockChange(block.Name, count, Math.Sqrt(moved / Math.Max(length, double.Epsilon)));
        })];
    }
}
