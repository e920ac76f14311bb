namespace Transfer.Pipeline.Data;

/// <summary>The samples of each class or label in each split, in a sentence.</summary>
internal static class ClassCounts
{
    // More than these do not fit into a few lines.
    private const int Most = 12;

    /// <summary>The number of samples of each class or label.</summary>
    /// <param name="count">The number of classes or labels.</param>
    /// <param name="labels">The class of each sample.</param>
    /// <param name="targets">The labels of each sample, 0 and 1, <c>[N, K]</c>; used where a sample has several.</param>
    public static int[] Of(int count, TaskKind kind, IReadOnlyList<long> labels, IReadOnlyList<float> targets)
    {
        var counts = new int[count];
        if (kind == TaskKind.MultiLabel)
        {
            for (var i = 0; i < targets.Count; i++)
            {
                counts[i % count] += targets[i] > 0.5f ? 1 : 0;
            }
        }
        else
        {
            foreach (var label in labels)
            {
                counts[label]++;
            }
        }

        return counts;
    }

    /// <summary>
    /// Such as <c>Classes: cats (train 1,000, validation 500), dogs (train 1,000, validation 500).</c>; of many classes the smallest and
    /// the largest.
    /// </summary>
    /// <param name="names">The names of the classes or labels.</param>
    /// <param name="splits">The splits with the number of samples of each class; those without samples are left out.</param>
    /// <returns>Null where there are only values.</returns>
    public static string? Sentence(IReadOnlyList<string> names, TaskKind kind, IReadOnlyList<(string Name, int[] Counts)> splits)
    {
        if (kind is TaskKind.Regression or TaskKind.UnitRegression)
        {
            return null;
        }

        var used = splits.Where(s => s.Counts.Any(c => c > 0)).ToArray();
        var title = kind == TaskKind.MultiLabel ? "Labels" : "Classes";
        if (names.Count <= Most)
        {
            return $"{title}: {string.Join(", ", Enumerable.Range(0, names.Count).Select(One))}.";
        }

        var totals = Enumerable.Range(0, names.Count).Select(i => used.Sum(s => s.Counts[i])).ToArray();
        var (smallest, largest) = (Array.IndexOf(totals, totals.Min()), Array.IndexOf(totals, totals.Max()));
        return $"{title}: {names.Count:N0}, from {One(smallest)}, the smallest, to {One(largest)}, the largest.";

        string One(int i) => $"{names[i]} ({string.Join(", ", used.Select(s => $"{s.Name} {s.Counts[i]:N0}"))})";
    }
}
