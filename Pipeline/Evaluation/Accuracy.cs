using System.Globalization;

namespace Transfer.Pipeline.Evaluation;

/// <summary>The accuracy with its 95 % interval (Wilson, 1927).</summary>
/// <param name="Right">The number of correct predictions.</param>
/// <param name="Total">The number of predictions, at least 1.</param>
public sealed record Accuracy(int Right, int Total)
{
    /// <summary>The quantile of the normal distribution of a two-sided 95 % interval.</summary>
    internal const double Z = 1.959964;

    /// <summary>The share of correct predictions, [0, 1].</summary>
    public double Value => (double)Right / Total;

    /// <summary>The lower end of the interval.</summary>
    public double Low => Wilson(Value, Total).Low;

    /// <summary>The upper end of the interval.</summary>
    public double High => Wilson(Value, Total).High;

    /// <summary>Wilson's interval of a share of samples.</summary>
    /// <param name="share">[0, 1].</param>
    /// <param name="total">The number of samples, at least 1.</param>
    internal static (double Low, double High) Wilson(double share, double total)
    {
        var scale = 1 + (Z * Z / total);
        var centre = (share + (Z * Z / (2 * total))) / scale;
        var half = Z * Math.Sqrt((share * (1 - share) / total) + (Z * Z / (4 * total * total))) / scale;
        return (Math.Clamp(centre - half, 0, share), Math.Clamp(centre + half, share, 1));
    }

    /// <summary>Computes the accuracy of predictions of a class each.</summary>
    internal static Accuracy Of(Predictions predictions) =>
        new(predictions.Classes().Zip(predictions.Targets).Count(p => p.First == p.Second), predictions.Count);

    /// <summary>Such as <c>0.990 (0.982 to 0.995)</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value:F3} ({Low:F3} to {High:F3})");
}
