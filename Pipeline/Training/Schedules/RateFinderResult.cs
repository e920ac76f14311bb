namespace Transfer.Pipeline;

/// <summary>What a <see cref="RateFinder"/> saw.</summary>
/// <param name="Points">Every step in order of the rate.</param>
public sealed record RateFinderResult(IReadOnlyList<RateFinderPoint> Points)
{
    // The first steps say little of the loss, and the last ones are where it breaks.
    private const int Last = 5;

    /// <summary>The rate at which the smoothed loss falls most steeply over the rate's logarithm; null when it falls nowhere.</summary>
    public double? Suggestion
    {
        get
        {
            var steepest = Enumerable.Range(0, Points.Count)
                .Where(i => i >= Math.Max(1, Points.Count / 10) && i < Points.Count - Last)
                .Select(i => (Points[i].Rate, Slope: Points[i + 1].Smoothed - Points[i - 1].Smoothed))
                .Where(p => p.Slope < 0)
                .ToList();
            return steepest.Count == 0 ? null : steepest.MinBy(p => p.Slope).Rate;
        }
    }
}
