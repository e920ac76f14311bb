using System.Globalization;
using Transfer.Augmentation;

namespace Transfer.Pipeline;

/// <summary>How much better the second of two models is on the same samples, with a 95 % interval and a test of whether it may be chance.</summary>
/// <param name="Value">The second's mean score less the first's: of accuracies, of shares of right labels, or of mean absolute errors with the sign turned. Above 0 the second is better.</param>
/// <param name="Low">The interval's lower end.</param>
/// <param name="High">The interval's upper end.</param>
/// <param name="PValue">How likely a difference as large or larger is if both were equally good.</param>
/// <param name="Gained">Samples on which the second is better.</param>
/// <param name="Lost">Samples on which the first is better.</param>
/// <param name="Total">All samples, at least one.</param>
public sealed record PairedDifference(double Value, double Low, double High, double PValue, int Gained, int Lost, int Total)
{
    private const double Z = 1.959964;
    private const double Significance = 0.05;
    private const int Flips = 10_000;

    /// <summary>Whether it may well be chance.</summary>
    public bool IsNoise => PValue > Significance;

    /// <summary>Two accuracies: the exact two-sided test of McNemar (1947), the interval of Agresti and Min (Statistics in Medicine, 2005).</summary>
    /// <param name="gained">Samples that only the second got right.</param>
    /// <param name="lost">Samples that only the first got right.</param>
    /// <param name="total">All samples, at least one.</param>
    public static PairedDifference McNemar(int gained, int lost, int total)
    {
        var difference = gained - lost;
        // Half a sample more in each of the four cells keeps the interval honest for few changes.
        var adjusted = total + 2.0;
        var centre = difference / adjusted;
        var half = Z * Math.Sqrt(Math.Max(0, (gained + lost + 1) - ((double)difference * difference / adjusted))) / adjusted;
        return new PairedDifference((double)difference / total, Math.Max(-1, centre - half), Math.Min(1, centre + half), Binomial(gained, lost), gained, lost, total);
    }

    /// <summary>
    /// Compares two models: accuracies by <see cref="McNemar"/>; shares of right labels and errors of values by flipping the signs of the samples'
    /// differences at random (Fisher's randomisation test) and a bootstrapped interval.
    /// </summary>
    /// <param name="first">What the first says.</param>
    /// <param name="second">What the second says of the same samples in the same order.</param>
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

        const long seed = 1;
        var interval = Bootstrap.Intervals(differences.Length, seed, weights => [ClassMetrics.Mean(differences, weights)])[0];
        return new PairedDifference(differences.Average(), interval.Low, interval.High, Randomisation(differences, seed), gained, lost, differences.Length);
    }

    /// <summary>Such as <c>+0.006 (-0.001 to +0.013), 9 gained and 3 lost, p = 0.146: may be chance</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Value:+0.000;-0.000;0.000} ({Low:+0.000;-0.000;0.000} to {High:+0.000;-0.000;0.000}), {Gained} gained and {Lost} lost, p = {PValue:G2}: {(IsNoise ? "may be chance" : "not by chance")}");

    private static double Binomial(int gained, int lost)
    {
        var n = gained + lost;
        var (probability, sum) = (Math.Pow(0.5, n), 0.0);
        for (var k = 0; k <= Math.Min(gained, lost); k++)
        {
            sum += probability;
            probability *= (double)(n - k) / (k + 1);
        }

        return Math.Min(1, 2 * sum);
    }

    private static double Randomisation(double[] differences, long seed)
    {
        var observed = Math.Abs(differences.Sum());
        var random = new SeededRandom(seed);
        var asLarge = 1;
        for (var flip = 0; flip < Flips; flip++)
        {
            var (sum, bits) = (0.0, 0UL);
            for (var i = 0; i < differences.Length; i++)
            {
                bits = i % 64 == 0 ? random.NextUInt64() : bits >> 1;
                sum += (bits & 1) == 0 ? differences[i] : -differences[i];
            }

            // Sums of the same numbers in another order differ by rounding.
            asLarge += Math.Abs(sum) >= observed - 1e-12 ? 1 : 0;
        }

        return (double)asLarge / (Flips + 1);
    }
}
