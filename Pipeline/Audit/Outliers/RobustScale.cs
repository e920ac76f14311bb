namespace Transfer.Pipeline.Audit;

/// <summary>The centre and the spread of most values, which outliers do not move: the median, and the quartiles from it.</summary>
/// <param name="Median">The median.</param>
/// <param name="Upper">The standard deviation of a normal distribution with the same upper quartile.</param>
/// <param name="Lower">The standard deviation of a normal distribution with the same lower quartile.</param>
internal readonly record struct RobustScale(double Median, double Upper, double Lower)
{
    // The upper quartile of the standard normal distribution.
    private const double Quartile = 0.6745;
    private const double Smallest = 1e-9;

    /// <param name="values">At least one.</param>
    public static RobustScale Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        var median = sorted[sorted.Length / 2];
        return new RobustScale(
            median, Math.Max(Smallest, (sorted[sorted.Length * 3 / 4] - median) / Quartile),
            Math.Max(Smallest, (median - sorted[sorted.Length / 4]) / Quartile));
    }

    /// <summary>How many standard deviations a value is above the median; below 0 for one below it.</summary>
    public double Deviations(double value) => (value - Median) / (value >= Median ? Upper : Lower);

    /// <summary>A score from how far something is compared with its threshold: 0.5 at the threshold, towards 1 beyond.</summary>
    public static double Score(double value, double threshold) => value / (value + threshold);
}
