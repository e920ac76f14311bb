namespace Transfer.Pipeline;

/// <summary>Test-time augmentation on one split: probabilities averaged over the clean image and its augmented views.</summary>
public sealed record ViewAverage
{
    /// <summary>The average over the clean image and all its views.</summary>
    public required EvaluationResult Evaluation { get; init; }

    /// <summary>The average against the clean images alone.</summary>
    public required PairedDifference Difference { get; init; }

    /// <summary>The average over the clean image and the first 0, 1, 2, 4… of its views; the last has all of them.</summary>
    public required IReadOnlyList<ViewMetric> ByViews { get; init; }
}
