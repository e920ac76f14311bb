using MathNet.Numerics.Distributions;

namespace Transfer.Pipeline;

/// <summary>
/// The mean of scores of folds with its 95 % interval by Student's t. Folds train on the same samples in part, so their scores vary less than those of
/// independent experiments would: the variance of the mean is <c>(1/J + n_validation/n_train) s^2</c> (Nadeau and Bengio: Inference for the Generalization
/// Error, Machine Learning 52, 2003).
/// </summary>
internal readonly struct CorrectedMean
{
    private const double Level = 0.05;

    /// <param name="values">A value for each of the J folds, at least two.</param>
    /// <param name="validationShare">Validation samples for each training sample.</param>
    public CorrectedMean(IReadOnlyList<double> values, double validationShare)
    {
        var mean = values.Average();
        Value = mean;
        Deviation = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1));
        var error = Math.Sqrt((1.0 / values.Count) + validationShare) * Deviation;
        HalfWidth = StudentT.InvCDF(0, 1, values.Count - 1, 1 - (Level / 2)) * error;
        // Folds that all differ by the same have no deviation, and no doubt either.
        PValue = error > 0 ? 2 * StudentT.CDF(0, 1, values.Count - 1, -Math.Abs(mean / error)) : mean == 0 ? 1 : 0;
    }

    public double Value { get; }

    public double Deviation { get; }

    public double HalfWidth { get; }

    /// <summary>How likely a mean as far from 0 or further is if it were 0 in truth.</summary>
    public double PValue { get; }

    public bool IsNoise => PValue > Level;
}
