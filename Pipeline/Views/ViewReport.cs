namespace Transfer.Pipeline;

/// <summary>Metrics by the number of augmented views, which show from where on more views do not help.</summary>
public sealed record ViewReport
{
    /// <summary>
    /// The validation metric of heads trained on the first 1, 2, 4… views of each training image, with the same seed; the last is
    /// the run's own. Empty when fewer than two views are cached, and when more than a head is trained.
    /// </summary>
    public IReadOnlyList<ViewMetric> Training { get; init; } = [];

    /// <summary>Test-time augmentation of the validation images; null when it was not requested.</summary>
    public ViewAverage? Validation { get; init; }

    /// <summary>Whether there are any metrics.</summary>
    internal bool Any => Training.Count > 0 || Validation is not null;

    /// <summary>1, 2, 4… below a number of views.</summary>
    internal static IEnumerable<int> CountsBelow(int views) =>
        Enumerable.Range(0, 31).Select(power => 1 << power).TakeWhile(count => count < views);
}
