using MathNet.Numerics.Distributions;

namespace Transfer.Pipeline.Folds;

/// <summary>
/// The mean of fold scores with its 95 % interval by Student's t. Folds share training samples, so their scores vary less than those of
/// independent experiments: the variance of the mean is <c>(1/J + n_validation/n_train) s^2</c> (Nadeau and Bengio: Inference for the
/// Generalization Error, Machine Learning 52, 2003).
/// </summary>
internal readonly struct CorrectedMean
{
    /// <summary>The level of significance; intervals have 1 less this.</summary>
    public const double Level = 0.05;

    // Differences of equal scores differ by as much.
    private const double Rounding = 1e-12;

    /// <param name="values">A value for each of the J folds, at least two.</param>
    /// <param name="validationShare">The number of validation samples divided by that of training samples.</param>
    /// <param name="intervals">
    /// The number of intervals that are to hold at once (Bonferroni's correction; Dunn: Multiple Comparisons among Means, JASA 56, 1961).
    /// Default 1.
    /// </param>
    public CorrectedMean(IReadOnlyList<double> values, double validationShare, int intervals = 1)
    {
        var mean = values.Average();
        Value = mean;
        Deviation = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1));
        var error = Math.Sqrt((1.0 / values.Count) + validationShare) * Deviation;
        StandardError = error;
        HalfWidth = Quantile(values.Count - 1, 1 - (Level / 2 / intervals)) * error;
        Varies = Deviation > Rounding;
        PValue = Varies ? 2 * StudentT.CDF(0, 1, values.Count - 1, -Math.Abs(mean / error))
            : Math.Abs(mean) <= Rounding ? 1 : double.NaN;
    }

    public double Value { get; }

    /// <summary>The standard deviation of the values.</summary>
    public double Deviation { get; }

    /// <summary>The standard error of the mean, corrected for folds that share training samples.</summary>
    public double StandardError { get; }

    /// <summary>Whether not all values are the same.</summary>
    public bool Varies { get; }

    /// <summary>Half the width of the interval.</summary>
    public double HalfWidth { get; }

    /// <summary>
    /// The two-sided p-value of the hypothesis that the mean is 0; NaN where all folds have the same other value, which leaves no variance
    /// to test against.
    /// </summary>
    public double PValue { get; }

    // With one degree of freedom Student's t is Cauchy's distribution, whose quantiles lie beyond where those of the other are looked for.
    private static double Quantile(int freedom, double share) =>
        freedom == 1 ? Cauchy.InvCDF(0, 1, share) : StudentT.InvCDF(0, 1, freedom, share);
}
