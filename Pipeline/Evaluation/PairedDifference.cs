using System.Globalization;
using MathNet.Numerics;

namespace Transfer.Pipeline.Evaluation;

/// <summary>The difference of two models on the same samples, with a 95 % interval and a significance test.</summary>
public sealed record PairedDifference
{
    /// <summary>
    /// The mean score of the second model minus that of the first: accuracies, shares of correct labels, or negative mean absolute errors.
    /// Above 0 the second is better.
    /// </summary>
    public required double Value { get; init; }

    /// <summary>The lower end of the interval; NaN for values of which all differ by the same.</summary>
    public required double Low { get; init; }

    /// <summary>The upper end of the interval.</summary>
    public required double High { get; init; }

    /// <summary>The two-sided p-value, [0, 1], of the hypothesis that both models are equally good.</summary>
    public required double PValue { get; init; }

    /// <summary>
    /// The p-value with Holm's correction (1979), where several runs are compared with the first; null, the default, for two runs.
    /// </summary>
    public double? HolmPValue { get; init; }

    /// <summary>The number of samples on which the second is better.</summary>
    public required int Gained { get; init; }

    /// <summary>The number of samples on which the first is better.</summary>
    public required int Lost { get; init; }

    /// <summary>The number of samples, at least 1.</summary>
    public required int Total { get; init; }

    private const double Significance = 0.05;
    private const int Flips = 10_000;

    /// <summary>Whether the difference is not significant: a p-value above 0.05, with Holm's correction where there is one.</summary>
    public bool IsNoise => (HolmPValue ?? PValue) > Significance;

    /// <summary>
    /// Compares two accuracies by the exact two-sided test of McNemar (1947), with the interval of Agresti and Min (Statistics in Medicine,
    /// 2005).
    /// </summary>
    internal static PairedDifference McNemar(int gained, int lost, int total)
    {
        var difference = gained - lost;
        // Half a sample is added to each of the four cells, so that the interval also holds for few changes.
        var adjusted = total + 2.0;
        var centre = difference / adjusted;
        var half = Accuracy.Z * Math.Sqrt(Math.Max(0, (gained + lost + 1) - ((double)difference * difference / adjusted))) / adjusted;
        return new PairedDifference
        {
            Value = (double)difference / total,
            Low = Math.Max(-1, centre - half),
            High = Math.Min(1, centre + half),
            PValue = Binomial(gained, lost),
            Gained = gained,
            Lost = lost,
            Total = total,
        };
    }

    /// <summary>
    /// Compares two models: accuracies by McNemar's test; shares of correct labels and errors of values by Fisher's randomisation test,
    /// with a bootstrapped interval.
    /// </summary>
    /// <param name="first">The predictions of the first model.</param>
    /// <param name="second">The predictions of the second model for the same samples, in the same order.</param>
    public static PairedDifference Of(Predictions first, Predictions second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        double[] differences = [.. second.Scores().Zip(first.Scores(), (after, before) => after - before)];
        var (gained, lost) = (differences.Count(d => d > 0), differences.Count(d => d < 0));
        if (first.Task.AreClasses)
        {
            return McNemar(gained, lost, differences.Length);
        }

        var (low, high) = Bootstrap.Intervals(differences.Length, weights => [Bootstrap.Mean(differences, weights)])[0];
        // Differences that are all the same have no interval.
        (low, high) = low == high ? (double.NaN, double.NaN) : (low, high);
        return new PairedDifference
        {
            Value = differences.Average(),
            Low = low,
            High = high,
            PValue = Randomisation(differences),
            Gained = gained,
            Lost = lost,
            Total = differences.Length,
        };
    }

    /// <summary>Such as <c>+0.006 (-0.001 to +0.013), 9 gained and 3 lost, p = 0.146: may be chance</c>.</summary>
    public override string ToString() =>
        $"{Text(Value)} ({(double.IsNaN(Low) ? "no interval" : $"{Text(Low)} to {Text(High)}")}), "
        + string.Create(CultureInfo.InvariantCulture, $"{Gained} gained and {Lost} lost, p = {PValue:G2}{HolmText(HolmPValue)}: ")
        + (IsNoise ? "may be chance" : "not by chance");

    /// <summary>Such as <c> (0.06 with Holm's correction)</c>; empty for null.</summary>
    internal static string HolmText(double? value) =>
        value is { } p ? string.Create(CultureInfo.InvariantCulture, $" ({p:G2} with Holm's correction)") : "";

    // Errors of values have a unit, in which they may be small.
    private string Text(double value) => value.ToString(
        Math.Max(Math.Abs(Low), Math.Abs(High)) is > 0 and < 5e-4 ? "+0.00E+0;-0.00E+0;0" : "+0.000;-0.000;0.000",
        CultureInfo.InvariantCulture);

    private static double Binomial(int gained, int lost)
    {
        // The probability of at most k of n is the regularized incomplete beta function, which does not underflow for large n.
        var (most, least) = (Math.Max(gained, lost), Math.Min(gained, lost));
        return most == least ? 1 : Math.Min(1, 2 * SpecialFunctions.BetaRegularized(most, least + 1, 0.5));
    }

    private static double Randomisation(double[] differences)
    {
        var observed = Math.Abs(differences.Sum());
        var random = new SeededRandom(1);
        var asLarge = 1;
        for (var flip = 0; flip < Flips; flip++)
        {
            var (sum, bits) = (0.0, 0UL);
            for (var i = 0; i < differences.Length; i++)
            {
                bits = i % 64 == 0 ? random.NextUInt64() : bits >> 1;
                sum += (bits & 1) == 0 ? differences[i] : -differences[i];
            }

            // The tolerance is for rounding, which depends on the order of summation.
            asLarge += Math.Abs(sum) >= observed - 1e-12 ? 1 : 0;
        }

        return (double)asLarge / (Flips + 1);
    }
}
