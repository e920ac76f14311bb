namespace Transfer.Pipeline.Training;

/// <summary>The result of a <see cref="RateFinder"/>.</summary>
/// <param name="Points">All steps, in order of the rate.</param>
public sealed record RateFinderResult(IReadOnlyList<RateFinderPoint> Points)
{
    // Fewer steps down are noise.
    private const int ShortestValley = 5;

    // The factor between the usual rate and the ends of the range.
    private const double Range = 10;

    /// <summary>
    /// The middle of the longest valley, the steps over which the smoothed loss falls, as fastai's <c>valley</c> has it; null when it falls
    /// nowhere.
    /// </summary>
    public double? Suggestion
    {
        get
        {
            // The number of steps, of those before a step, that lead down to it.
            var (down, end) = (new int[Points.Count], 0);
            for (var i = 0; i < down.Length; i++)
            {
                down[i] = 1 + Enumerable.Range(0, i).Where(j => Points[i].Smoothed < Points[j].Smoothed)
                    .Select(j => down[j]).DefaultIfEmpty(0).Max();
                end = down[i] > down[end] ? i : end;
            }

            return down.Length == 0 || down[end] < ShortestValley ? null : Points[end - (down[end] / 2)].Rate;
        }
    }

    /// <summary>
    /// The suggestion within two decades around the usual rate of the optimizer: a tenth to ten times of it; the usual rate where there is
    /// no suggestion.
    /// </summary>
    /// <param name="usual">The usual rate, above 0.</param>
    public double Within(double usual) => Math.Clamp(Suggestion ?? usual, usual / Range, usual * Range);
}
