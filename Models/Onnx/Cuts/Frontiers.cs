using Transfer.Models.Onnx;

namespace Transfer.Models;

/// <summary>Places where one activation is alive: it is on every way from the image to the output (it dominates what follows).</summary>
internal static class Frontiers
{
    // Cells that read the two before them leave no single tensor for most of a network; residual blocks are far shorter.
    private const double LongStretch = 0.25;

    public static List<Frontier> Find(List<(NodeProto Node, string[] Activations)> path, string output)
    {
        var alive = Alive(path, output);
        var single = Enumerable.Range(0, path.Count).Where(i => alive[i].Length == 1).ToList();
        var found = single.ConvertAll(i => new Frontier(alive[i], i));
        var start = -1;
        foreach (var position in single.Append(path.Count))
        {
            if (position - start > path.Count * LongStretch)
            {
                found.AddRange(Pairs(alive, start + 1, position));
            }

            start = position;
        }

        return [.. found.OrderBy(f => f.Position)];
    }

    /// <summary>Where a wider stretch narrows to two tensors: the end of a cell.</summary>
    private static IEnumerable<Frontier> Pairs(List<string[]> alive, int from, int to) => Enumerable.Range(from, to - from)
        .Where(i => i > 0 && alive[i].Length == 2 && alive[i - 1].Length > 2)
        .Select(i => new Frontier(alive[i], i));

    /// <summary>After each node, what has been computed and is still to be read.</summary>
    private static List<string[]> Alive(List<(NodeProto Node, string[] Activations)> path, string output)
    {
        var lastUse = new Dictionary<string, int> { [output] = path.Count };
        for (var i = 0; i < path.Count; i++)
        {
            foreach (var tensor in path[i].Activations)
            {
                lastUse[tensor] = Math.Max(i, lastUse.GetValueOrDefault(tensor));
            }
        }

        // In the order in which they were computed, so that rows of two tensors always look the same.
        var alive = new List<string>();
        var result = new List<string[]>(path.Count);
        for (var i = 0; i < path.Count; i++)
        {
            // The image itself counts as long as somebody still reads it.
            alive.AddRange(path[i].Activations.Where(a => !alive.Contains(a)));
            alive.AddRange(path[i].Node.Output.Where(o => lastUse.GetValueOrDefault(o, -1) > i));
            alive.RemoveAll(tensor => lastUse[tensor] <= i);
            result.Add([.. alive]);
        }

        return result;
    }
}
