using System.Globalization;

namespace Transfer.Pipeline.Evaluation;

/// <summary>The accuracy with its 95 % interval (Wilson, 1927).</summary>
/// <param name="Right">The number of correct predictions.</param>
/// <param name="Total">The number of predictions, at least 1.</param>
public sealed record Accuracy(int Right, int Total)
{
    private const double Z = 1.959964;

    /// <summary>The share of correct predictions, [0, 1].</summary>
    public double Value => (double)Right / Total;

    /// <summary>The lower end of the interval.</summary>
    public double Low => Math.Clamp(Centre - HalfWidth, 0, Value);

    /// <summary>The upper end of the interval.</summary>
    public double High => Math.Clamp(Centre + HalfWidth, Value, 1);

    private double Centre => (Value + (Z * Z / (2 * Total))) / (1 + (Z * Z / Total));

    private double HalfWidth => Z * Math.Sqrt((Value * (1 - Value) / Total) + (Z * Z / (4.0 * Total * Total))) / (1 + (Z * Z / Total));

    /// <summary>Computes the accuracy of predictions of a class each.</summary>
    internal static Accuracy Of(Predictions predictions) =>
        new(predictions.Classes().Zip(predictions.Targets).Count(p => p.First == p.Second), predictions.Count);

    /// <summary>Such as <c>0.990 (0.982 to 0.995)</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value:F3} ({Low:F3} to {High:F3})");
}
