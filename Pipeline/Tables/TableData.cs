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

    /// <summary>Whether <see cref="Targets"/> were read from a column of label names such as <c>sand|sea</c>.</summary>
    public bool AreLabels { get; init; }

    /// <summary>The names of the K labels or values; empty for classes.</summary>
    public IReadOnlyList<string> TargetNames { get; init; } = [];

    /// <summary>N, the number of samples.</summary>
    public int Count => Classes.Count > 0 ? Labels.Length : Targets.Length / Math.Max(1, TargetNames.Count);

    /// <summary>The number of features of a sample.</summary>
    public int Length => Shape.Product();
}
