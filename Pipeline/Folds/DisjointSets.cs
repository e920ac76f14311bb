namespace Transfer.Pipeline.Folds;

/// <summary>Disjoint sets of numbers (union-find; Galler and Fischer, 1964).</summary>
internal sealed class DisjointSets
{
    private readonly int[] _parents;

    public DisjointSets(int count) => _parents = [.. Enumerable.Range(0, count)];

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
