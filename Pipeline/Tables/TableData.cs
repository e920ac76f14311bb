namespace Transfer.Pipeline.Tables;

/// <summary>A table in memory: the features and targets of samples.</summary>
public sealed record TableData
{
    /// <summary>The features, <c>[N, ...]</c> in row-major order.</summary>
    public required float[] Features { get; init; }

    /// <summary>The shape of the features of a sample, such as <c>[784]</c> or <c>[28, 28]</c>.</summary>
    public required IReadOnlyList<int> Shape { get; init; }

    /// <summary>The class of each sample, <c>[N]</c>; empty for labels and values.</summary>
    public long[] Labels { get; init; } = [];

    /// <summary>The class names, indexed by <see cref="Labels"/>; empty for labels and values.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>Labels (0 and 1) or values, <c>[N, K]</c>; empty for classes.</summary>
    public float[] Targets { get; init; } = [];

    /// <summary>Whether <see cref="Targets"/> are labels: read from names such as <c>sand|sea</c>, or only 0 and 1.</summary>
    public bool AreLabels { get; init; }

    /// <summary>The names of the K labels or values; empty for classes.</summary>
    public IReadOnlyList<string> TargetNames { get; init; } = [];

    /// <summary>The split of each sample, one of the constants of <see cref="SplitNames"/>; empty where the table has none.</summary>
    internal IReadOnlyList<string> Splits { get; init; } = [];

    /// <summary>The name of each sample, such as the path of an image; empty where the table has none.</summary>
    internal IReadOnlyList<string> SampleNames { get; init; } = [];

    /// <summary>The image that each sample is a view of; empty where samples are not views.</summary>
    internal IReadOnlyList<string> Images { get; init; } = [];

    /// <summary>The view of each sample, 0 for an image itself; empty where samples are not views.</summary>
    internal IReadOnlyList<int> Views { get; init; } = [];

    /// <summary>Whether each class, label or value was a column of the table.</summary>
    internal bool AreColumns { get; init; }

    /// <summary>What made the features, by name; empty where that is not known.</summary>
    internal IReadOnlyDictionary<string, string> Recipe { get; init; } = new Dictionary<string, string>();

    /// <summary>What is assumed of the table and what is left out, a sentence each.</summary>
    internal IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>N, the number of samples.</summary>
    public int Count => Classes.Count > 0 ? Labels.Length : Targets.Length / Math.Max(1, TargetNames.Count);

    /// <summary>The number of features of a sample.</summary>
    public int Length => Shape.Product();

    /// <summary>The view that a row is, 0 for a sample itself.</summary>
    internal int ViewOf(int row) => Views.Count == 0 ? 0 : Views[row];

    /// <summary>The view that each row is.</summary>
    internal IEnumerable<int> RowViews => Enumerable.Range(0, Count).Select(ViewOf);

    /// <summary>The rows of a split; without splits, all are for training.</summary>
    internal IEnumerable<int> RowsOf(string split) => Enumerable.Range(0, Count)
        .Where(i => (Splits.Count == 0 ? SplitNames.Train : Splits[i]) == split);

    /// <summary>Rows with the other views of their images.</summary>
    internal int[] WithViews(int[] rows)
    {
        if (Views.Count == 0)
        {
            return rows;
        }

        var images = rows.Select(i => Images[i]).ToHashSet();
        return [.. rows, .. Enumerable.Range(0, Count).Where(i => Views[i] > 0 && images.Contains(Images[i]))];
    }

    /// <summary>This table with other targets.</summary>
    internal TableData With(ColumnTargets targets) => this with
    {
        Labels = targets.Labels,
        Classes = targets.Classes,
        Targets = targets.Values,
        TargetNames = targets.Names,
        AreLabels = targets.AreLabels,
        AreColumns = targets.AreColumns,
        Notes = targets.Note is { } note ? [.. Notes, note] : Notes,
    };
}
