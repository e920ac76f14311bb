using System.Globalization;

namespace Transfer.Pipeline;

/// <summary>
/// One number by which logits are divided so that a model is as sure as it is right (Guo et al.: On Calibration of Modern Neural Networks, ICML 2017). It
/// is fitted on validation samples and changes no answer.
/// </summary>
/// <param name="Temperature">Above 1 where the model is too sure of itself, [0.05, 20].</param>
/// <param name="ErrorBefore">The expected calibration error of the outputs as they are, [0, 1].</param>
/// <param name="ErrorAfter">The same with the temperature.</param>
public sealed record Calibration(double Temperature, double ErrorBefore, double ErrorAfter)
{
    // The paper's number of bins.
    private const int BinCount = 15;
    private const double Range = 20;
    private const double Epsilon = 1e-7;
    private const double Golden = 0.6180339887498949;
    private const int Rounds = 60;

    /// <summary>Finds the temperature with the smallest cross-entropy.</summary>
    /// <param name="outputs">Validation probabilities <c>[N, 1]</c> (of the second class) or <c>[N, classes]</c>.</param>
    /// <param name="labels">True classes, <c>[N]</c>, at least one.</param>
    public static Calibration Fit(ReadOnlySpan<float> outputs, ReadOnlySpan<long> labels)
    {
        // Cross-entropy is convex in one over the temperature, and so has one valley over its logarithm.
        var (low, high) = (-Math.Log(Range), Math.Log(Range));
        for (var i = 0; i < Rounds; i++)
        {
            var (left, right) = (high - (Golden * (high - low)), low + (Golden * (high - low)));
            if (CrossEntropy(Apply(outputs, labels.Length, Math.Exp(left)), labels) < CrossEntropy(Apply(outputs, labels.Length, Math.Exp(right)), labels))
            {
                high = right;
            }
            else
            {
                low = left;
            }
        }

        return Of(Math.Exp((low + high) / 2), outputs, labels);
    }

    /// <summary>A temperature with its errors on samples, such as test ones, that it was not fitted on.</summary>
    /// <param name="outputs">Probabilities <c>[N, 1]</c> or <c>[N, classes]</c>.</param>
    /// <param name="labels">True classes, <c>[N]</c>, at least one.</param>
    public static Calibration Of(double temperature, ReadOnlySpan<float> outputs, ReadOnlySpan<long> labels) =>
        new(temperature, ExpectedError(outputs, labels), ExpectedError(Apply(outputs, labels.Length, temperature), labels));

    /// <summary>Outputs with the temperature.</summary>
    /// <param name="outputs">Probabilities <c>[N, 1]</c> or <c>[N, classes]</c>.</param>
    /// <param name="count">N.</param>
    public float[] Apply(ReadOnlySpan<float> outputs, int count) => Apply(outputs, count, Temperature);

    /// <summary>
    /// The expected calibration error (Naeini, Cooper and Hauskrecht, AAAI 2015): by how much the mean probability of the answers differs from the share
    /// that is right, within 15 bins of probability.
    /// </summary>
    /// <param name="outputs">Probabilities <c>[N, 1]</c> or <c>[N, classes]</c>.</param>
    /// <param name="labels">True classes, <c>[N]</c>, at least one.</param>
    public static double ExpectedError(ReadOnlySpan<float> outputs, ReadOnlySpan<long> labels)
    {
        var count = labels.Length;
        return Bins(outputs, labels).Sum(b => b.Count * Math.Abs(b.Sure - b.Right)) / count;
    }

    /// <summary>Answers by how sure the model is of them: their mean probability, the share that is right and how many there are; bins without any are left out.</summary>
    internal static IReadOnlyList<(double Sure, double Right, int Count)> Bins(ReadOnlySpan<float> outputs, ReadOnlySpan<long> labels)
    {
        var bins = new (double Sure, int Right, int Count)[BinCount];
        var columns = outputs.Length / labels.Length;
        for (var i = 0; i < labels.Length; i++)
        {
            var row = outputs.Slice(i * columns, columns);
            var answer = Predictions.ClassOf(row, BinaryThreshold.Usual);
            var sure = Probability(row, answer);
            ref var bin = ref bins[Math.Clamp((int)Math.Ceiling(sure * BinCount) - 1, 0, BinCount - 1)];
            bin = (bin.Sure + sure, bin.Right + (answer == labels[i] ? 1 : 0), bin.Count + 1);
        }

        return [.. bins.Where(b => b.Count > 0).Select(b => (b.Sure / b.Count, (double)b.Right / b.Count, b.Count))];
    }

    /// <summary>Such as <c>temperature 1.83, calibration error 0.061 before and 0.014 after</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"temperature {Temperature:F2}, calibration error {ErrorBefore:F3} before and {ErrorAfter:F3} after");

    private static double CrossEntropy(float[] outputs, ReadOnlySpan<long> labels)
    {
        var columns = outputs.Length / labels.Length;
        var sum = 0.0;
        for (var i = 0; i < labels.Length; i++)
        {
            sum -= Math.Log(Math.Clamp(Probability(outputs.AsSpan(i * columns, columns), (int)labels[i]), Epsilon, 1 - Epsilon));
        }

        return sum / labels.Length;
    }

    private static double Probability(ReadOnlySpan<float> row, int label) => row.Length > 1 ? row[label] : label == 1 ? row[0] : 1 - row[0];

    private static float[] Apply(ReadOnlySpan<float> outputs, int count, double temperature)
    {
        var columns = outputs.Length / count;
        var result = new float[outputs.Length];
        for (var i = 0; i < count; i++)
        {
            var row = outputs.Slice(i * columns, columns);
            var target = result.AsSpan(i * columns, columns);
            var sum = columns == 1 ? Power(row[0]) + Power(1 - row[0]) : 0;
            foreach (var value in columns == 1 ? [] : row)
            {
                sum += Power(value);
            }

            for (var j = 0; j < columns; j++)
            {
                target[j] = (float)(Power(row[j]) / sum);
            }
        }

        return result;

        // A probability is the exponential of its logit but for a factor that all of a row share.
        double Power(double probability) => Math.Pow(Math.Max(probability, Epsilon), 1 / temperature);
    }
}
