using System.Globalization;

namespace Transfer.Pipeline;

/// <summary>The difference of two accuracies on the same pictures, with its 95 % interval and the exact test of McNemar (1947).</summary>
/// <param name="Gained">Pictures that only the second got right.</param>
/// <param name="Lost">Pictures that only the first got right.</param>
/// <param name="Total">All pictures, at least one.</param>
public sealed record PairedDifference(int Gained, int Lost, int Total)
{
    private const double Z = 1.959964;
    private const double Significance = 0.05;

    /// <summary>The second accuracy less the first, [-1, 1].</summary>
    public double Value => (double)(Gained - Lost) / Total;

    /// <summary>The interval's lower end (Agresti and Min, Statistics in Medicine 2005).</summary>
    public double Low => Math.Max(-1, Centre - HalfWidth);

    /// <summary>The interval's upper end.</summary>
    public double High => Math.Min(1, Centre + HalfWidth);

    /// <summary>How likely a difference as large or larger is if both were equally good: exact binomial, two-sided.</summary>
    public double PValue
    {
        get
        {
            var n = Gained + Lost;
            var (probability, sum) = (Math.Pow(0.5, n), 0.0);
            for (var k = 0; k <= Math.Min(Gained, Lost); k++)
            {
                sum += probability;
                probability *= (double)(n - k) / (k + 1);
            }

            return Math.Min(1, 2 * sum);
        }
    }

    /// <summary>Whether it may well be chance.</summary>
    public bool IsNoise => PValue > Significance;

    // Half a picture more in each of the four cells keeps the interval honest for few changes.
    private double Adjusted => Total + 2;

    private double Centre => (Gained - Lost) / Adjusted;

    private double HalfWidth => Z * Math.Sqrt(Math.Max(0, (Gained + Lost + 1) - ((double)(Gained - Lost) * (Gained - Lost) / Adjusted))) / Adjusted;

    /// <summary>Compares two models' outputs on the same pictures.</summary>
    /// <param name="first">Probabilities <c>[N, 1]</c> or <c>[N, classes]</c>.</param>
    /// <param name="second">The same of the other model.</param>
    /// <param name="labels">True classes, <c>[N]</c>.</param>
    public static PairedDifference From(ReadOnlySpan<float> first, ReadOnlySpan<float> second, ReadOnlySpan<long> labels)
    {
        var (gained, lost) = (0, 0);
        for (var i = 0; i < labels.Length; i++)
        {
            var (before, after) = (EvaluationResult.Predicted(first, i, labels.Length) == labels[i], EvaluationResult.Predicted(second, i, labels.Length) == labels[i]);
            gained += after && !before ? 1 : 0;
            lost += before && !after ? 1 : 0;
        }

        return new PairedDifference(gained, lost, labels.Length);
    }

    /// <summary>Such as <c>+0.006 (-0.001 to +0.013), 9 gained and 3 lost, p = 0.146: may be chance</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Value:+0.000;-0.000;0.000} ({Low:+0.000;-0.000;0.000} to {High:+0.000;-0.000;0.000}), {Gained} gained and {Lost} lost, p = {PValue:G2}: {(IsNoise ? "may be chance" : "not by chance")}");
}
