namespace Transfer.Models;

/// <summary>Finds the positions of a path where only one activation is still needed: it dominates all nodes above it.</summary>
internal static class Frontiers
{
    // In networks whose cells read the two cells before them, most of the path has no single tensor. Residual blocks are far shorter.
    private const double LongStretch = 0.25;

    public static List<Frontier> Find(ActivationPath path, string output)
    {
        var alive = Alive(path, output);
        var single = Enumerable.Range(0, alive.Count).Where(i => alive[i].Length == 1).ToList();
        var found = single.ConvertAll(i => new Frontier(alive[i], i));
        var start = -1;
        foreach (var position in single.Append(alive.Count))
        {
            if (position - start > alive.Count * LongStretch)
            {
                found.AddRange(Pairs(alive, start + 1, position));
            }

            start = position;
        }

        return [.. found.OrderBy(f => f.Position)];
    }

    /// <summary>The positions in a stretch where more than two tensors narrow to two: the ends of cells.</summary>
    private static IEnumerable<Frontier> Pairs(List<string[]> alive, int from, int to) => Enumerable.Range(from, to - from)
        .Where(i => i > 0 && alive[i].Length == 2 && alive[i - 1].Length > 2)
        .Select(i => new Frontier(alive[i], i));

    /// <summary>For each node, the tensors that are computed after it and still to be read.</summary>
    private static List<string[]> Alive(ActivationPath path, string output)
    {
        var lastUse = new Dictionary<string, int> { [output] = path.Nodes.Count };
        foreach (var (i, read) in path.Reads.Index())
        {
            foreach (var tensor in read)
            {
                lastUse[tensor] = Math.Max(i, lastUse.GetValueOrDefault(tensor));
            }
        }

        // In the order of computation, so that a row of two tensors always has the same layout.
        var alive = new List<string>();
        var result = new List<string[]>();
        foreach (var (i, read) in path.Reads.Index())
        {
            // The image counts as long as a node still reads it.
            alive.AddRange(read.Where(a => !alive.Contains(a)));
            alive.AddRange(path.Nodes[i].Output.Where(o => lastUse.GetValueOrDefault(o, -1) > i));
            alive.RemoveAll(tensor => lastUse[tensor] <= i);
            result.Add([.. alive]);
        }

        return result;
    }
}
