namespace Transfer.Pipeline;

/// <summary>What grows with the number of views, so that one sees where more of them stop paying.</summary>
public sealed record ViewReport
{
    /// <summary>
    /// The validation metric of heads that were trained on the first 1, 2, 4… views of each training image, with the same seed; the last is
    /// the run's own. Empty where fewer than two views are cached, and where more than a head is trained.
    /// </summary>
    public IReadOnlyList<ViewMetric> Training { get; init; } = [];

    /// <summary>Test-time augmentation of the validation images; null where it was not asked for.</summary>
    public ViewAverage? Validation { get; init; }

    /// <summary>Whether there is anything to see.</summary>
    internal bool Any => Training.Count > 0 || Validation is not null;
}
