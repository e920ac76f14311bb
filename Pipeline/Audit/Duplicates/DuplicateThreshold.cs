namespace Transfer.Pipeline.Audit;

/// <summary>
/// Chooses the correlation from which on two images are the same. Candidates are mostly different images; their correlations,
/// made normal by Fisher's z, have a centre and a spread that a few duplicates do not move (median and quartiles). The threshold is so far
/// above them that chance alone would give a single pair in twenty such datasets.
/// </summary>
internal static class DuplicateThreshold
{
    // What even small datasets of very different images, and large ones of very similar ones, keep to.
    private const double Lowest = 0.9;
    private const double Highest = 0.95;
    private const double Expected = 0.05;
    private const int FewestPairs = 20;

    /// <param name="correlations">The correlation of each candidate pair that is not byte for byte the same.</param>
    public static double Of(IReadOnlyList<float> correlations)
    {
        if (correlations.Count < FewestPairs)
        {
            return (Lowest + Highest) / 2;
        }

        var scale = RobustScale.Of(correlations.Select(c => Math.Atanh(Math.Clamp(c, -0.999, 0.999))));
        var quantile = MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, 1 - (Expected / correlations.Count));
        return Math.Clamp(Math.Tanh(scale.Median + (quantile * scale.Upper)), Lowest, Highest);
    }
}
