namespace Transfer.Pipeline.Folds;

/// <summary>Disjoint sets of numbers (union-find; Galler and Fischer, 1964).</summary>
internal sealed class DisjointSets
{
    private readonly int[] _parents;

    public DisjointSets(int count) => _parents = [.. Enumerable.Range(0, count)];

    /// <summary>Groups items that any grouping puts together, also by way of others.</summary>
    /// <param name="groupings">The number of each item's group, <c>[N]</c> each.</param>
    /// <returns>The number of each item's group, <c>[N]</c>.</returns>
    public static int[] Union(params ReadOnlySpan<int[]> groupings)
    {
        var sets = new DisjointSets(groupings[0].Length);
        foreach (var grouping in groupings)
        {
            foreach (var group in grouping.Index().GroupBy(item => item.Item, item => item.Index))
            {
                foreach (var item in group)
                {
                    sets.Join(group.First(), item);
                }
            }
        }

        return [.. groupings[0].Index().Select(item => sets.Find(item.Index))];
    }

    /// <summary>Finds the representative of a set.</summary>
    public int Find(int item)
    {
        while (_parents[item] != item)
        {
            // Path halving.
            _parents[item] = _parents[_parents[item]];
            item = _parents[item];
        }

        return item;
    }

    public void Join(int first, int second) => _parents[Find(second)] = Find(first);
}
