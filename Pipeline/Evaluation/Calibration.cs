using System.Globalization;
using MathNet.Numerics.Distributions;

namespace Transfer.Pipeline.Evaluation;

/// <summary>
/// Temperature scaling (Guo et al.: On Calibration of Modern Neural Networks, ICML 2017): logits are divided by a temperature, so that
/// predicted probabilities match the observed accuracy. It is fitted on validation samples and does not change the predicted classes.
/// </summary>
/// <param name="Temperature">
/// The divisor of the logits, [0.05, 20]; above 1 for an overconfident model, 1 where no temperature makes the error smaller.
/// </param>
/// <param name="ErrorBefore">The expected calibration error of the unscaled outputs, [0, 1], without what chance alone adds.</param>
/// <param name="ErrorAfter">The expected calibration error with the temperature, [0, 1].</param>
public sealed record Calibration(double Temperature, double ErrorBefore, double ErrorAfter)
{
    // As in the paper.
    private const int BinCount = 15;
    private const double Range = 20;
    private const double Golden = 0.6180339887498949;
    private const int Rounds = 60;

    /// <summary>Whether there is a temperature.</summary>
    internal bool IsScaled => Temperature != 1;

    /// <summary>
    /// Whether the temperature is a minimum within its range, and the calibration error with it smaller than without.
    /// </summary>
    internal bool IsBetter => Temperature is > 1.01 / Range and < Range / 1.01 && ErrorAfter < ErrorBefore;

    /// <summary>Finds the temperature with the smallest cross-entropy.</summary>
    /// <param name="outputs">Validation probabilities <c>[N, 1]</c> (of the second class) or <c>[N, classes]</c>.</param>
    /// <param name="labels">True classes, <c>[N]</c>, at least one.</param>
    internal static Calibration Fit(ReadOnlySpan<float> outputs, ReadOnlySpan<long> labels)
    {
        // Cross-entropy is convex in the reciprocal of the temperature, so it has one minimum over its logarithm.
        var (low, high) = (-Math.Log(Range), Math.Log(Range));
        for (var i = 0; i < Rounds; i++)
        {
            var (left, right) = (high - (Golden * (high - low)), low + (Golden * (high - low)));
            var isLeft = CrossEntropy(outputs, labels, Math.Exp(left)) < CrossEntropy(outputs, labels, Math.Exp(right));
            (low, high) = isLeft ? (low, right) : (left, high);
        }

        return Of(Math.Exp((low + high) / 2), outputs, labels);
    }

    /// <summary>Computes the calibration errors of a temperature on samples that it was not necessarily fitted on.</summary>
    /// <inheritdoc cref="Fit"/>
    internal static Calibration Of(double temperature, ReadOnlySpan<float> outputs, ReadOnlySpan<long> labels) =>
        new(temperature, ExpectedError(outputs, labels), ExpectedError(Tempering.Apply(outputs, labels.Length, temperature), labels));

    /// <summary>
    /// The expected calibration error (Naeini, Cooper and Hauskrecht, AAAI 2015), the mean absolute difference of confidence and accuracy
    /// within 15 bins of confidence, without what chance alone adds to it: the differences are multiplied by the factor from 0 to 1 with
    /// which the expected error is the observed one. A perfectly calibrated model has about 0.
    /// </summary>
    /// <inheritdoc cref="Fit"/>
    internal static double ExpectedError(ReadOnlySpan<float> outputs, ReadOnlySpan<long> labels)
    {
        var (bins, count) = (Bins(outputs, labels), (double)labels.Length);
        var observed = Mean(b => Math.Abs(b.Confidence - b.Accuracy));
        var (low, high) = (0.0, 1.0);
        for (var i = 0; i < Rounds; i++)
        {
            var middle = (low + high) / 2;
            var expected = Mean(b => Absolute(middle * (b.Confidence - b.Accuracy), Deviation(b)));
            (low, high) = expected < observed ? (middle, high) : (low, middle);
        }

        return (low + high) / 2 * observed;

        double Mean(Func<(double Confidence, double Accuracy, int Count), double> gap) => bins.Sum(b => b.Count / count * gap(b));

        // Of the accuracy of as many samples that are right as often as they are sure.
        static double Deviation((double Confidence, double Accuracy, int Count) bin) =>
            Math.Sqrt(bin.Confidence * Math.Max(0, 1 - bin.Confidence) / bin.Count);
    }

    /// <summary>The mean absolute value of a normal number.</summary>
    private static double Absolute(double mean, double deviation) => deviation == 0 ? Math.Abs(mean)
        : (deviation * Math.Sqrt(2 / Math.PI) * Math.Exp(-mean * mean / (2 * deviation * deviation)))
            + (mean * (1 - (2 * Normal.CDF(0, 1, -mean / deviation))));

    /// <summary>Groups samples by the probability of their predicted class; empty bins are left out.</summary>
    internal static IReadOnlyList<(double Confidence, double Accuracy, int Count)> Bins(
        ReadOnlySpan<float> outputs, ReadOnlySpan<long> labels)
    {
        var bins = new (double Confidence, int Right, int Count)[BinCount];
        var columns = outputs.Length / labels.Length;
        for (var i = 0; i < labels.Length; i++)
        {
            var row = outputs.Slice(i * columns, columns);
            var predicted = Predictions.ClassOf(row, BinaryThreshold.Default);
            var confidence = Predictions.ProbabilityOf(row, predicted);
            ref var bin = ref bins[Math.Clamp((int)Math.Ceiling(confidence * BinCount) - 1, 0, BinCount - 1)];
            bin = (bin.Confidence + confidence, bin.Right + (predicted == labels[i] ? 1 : 0), bin.Count + 1);
        }

        return [.. bins.Where(b => b.Count > 0).Select(b => (b.Confidence / b.Count, (double)b.Right / b.Count, b.Count))];
    }

    /// <summary>Such as <c>temperature 1.83, calibration error 0.061 before and 0.014 after</c>.</summary>
    public override string ToString() => IsScaled
        ? string.Create(CultureInfo.InvariantCulture,
            $"temperature {Temperature:F2}, calibration error {ErrorBefore:F3} before and {ErrorAfter:F3} after")
        : string.Create(CultureInfo.InvariantCulture, $"calibration error {ErrorBefore:F3}, which no temperature makes smaller");

    private static double CrossEntropy(ReadOnlySpan<float> outputs, ReadOnlySpan<long> labels, double temperature)
    {
        var scaled = Tempering.Apply(outputs, labels.Length, temperature);
        var columns = scaled.Length / labels.Length;
        var sum = 0.0;
        for (var i = 0; i < labels.Length; i++)
        {
            sum += Predictions.LogLoss(scaled.AsSpan(i * columns, columns), (int)labels[i]);
        }

        return sum / labels.Length;
    }
}
