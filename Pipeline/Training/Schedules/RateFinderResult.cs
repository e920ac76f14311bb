namespace Transfer.Pipeline.Training;

/// <summary>The result of a <see cref="RateFinder"/>.</summary>
/// <param name="Points">All steps, in order of the rate.</param>
public sealed record RateFinderResult(IReadOnlyList<RateFinderPoint> Points)
{
    // The loss of the first steps is noise, and at the last ones it breaks away.
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
