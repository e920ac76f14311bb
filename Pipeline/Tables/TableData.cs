namespace Transfer.Pipeline;

/// <summary>A table in memory: features and their targets.</summary>
public sealed record TableData
{
    /// <summary>All features, row after row.</summary>
    public required float[] Features { get; init; }

    /// <summary>The shape of one sample, such as <c>[784]</c> or <c>[28, 28]</c>.</summary>
    public required IReadOnlyList<int> Shape { get; init; }

    /// <summary>The class of each sample, <c>[N]</c>; empty where targets are values.</summary>
    public long[] Labels { get; init; } = [];

    /// <summary>Class names in the order of <see cref="Labels"/>; empty where targets are values.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>Values or labels of 0 and 1, <c>[N, K]</c>; empty where targets are classes.</summary>
    public float[] Targets { get; init; } = [];

    /// <summary>Whether <see cref="Targets"/> are labels, known by their names, of which a sample has any number.</summary>
    public bool AreLabels { get; init; }

    /// <summary>The names of the values or labels, K of them; empty where targets are classes.</summary>
    public IReadOnlyList<string> TargetNames { get; init; } = [];

    /// <summary>How many samples there are.</summary>
    public int Count => Classes.Count > 0 ? Labels.Length : Targets.Length / Math.Max(1, TargetNames.Count);

    /// <summary>Numbers of one sample.</summary>
    public int Length => Shape.Aggregate(1, (product, dim) => product * dim);
}
