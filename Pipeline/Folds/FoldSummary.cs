namespace Transfer.Pipeline.Folds;

/// <summary>The content of <c>folds.json</c>; the interval is that of <see cref="FoldResult"/>.</summary>
internal sealed record FoldSummary
{
    public required int Folds { get; init; }

    public required int Repeats { get; init; }

    public string? Groups { get; init; }

    public required string Plan { get; init; }

    public required string Metric { get; init; }

    public required double Mean { get; init; }

    public required double Deviation { get; init; }

    public required double Low { get; init; }

    public required double High { get; init; }
}
