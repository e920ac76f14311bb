namespace Transfer.Pipeline;

/// <summary>Test-time augmentation on one split: outputs averaged over the original image and its augmented views.</summary>
public sealed record ViewAverage
{
    /// <summary>The metrics of the average over the original image and all its views.</summary>
    public required EvaluationResult Evaluation { get; init; }

    /// <summary>The difference of the average to the original images alone.</summary>
    public required PairedDifference Difference { get; init; }

    /// <summary>The average over the original image and its first 0, 1, 2, 4… views; the last entry has all of them.</summary>
    public required IReadOnlyList<ViewMetric> ByViews { get; init; }
}
