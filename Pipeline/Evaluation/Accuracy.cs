using System.Globalization;

namespace Transfer.Pipeline;

/// <summary>The share of right answers with its 95 % interval (Wilson, 1927).</summary>
/// <param name="Right">Right answers.</param>
/// <param name="Total">All answers, at least one.</param>
public sealed record Accuracy(int Right, int Total)
{
    private const double Z = 1.959964;

    /// <summary>The share, [0, 1].</summary>
    public double Value => (double)Right / Total;

    /// <summary>The interval's lower end.</summary>
    public double Low => Math.Clamp(Centre - HalfWidth, 0, Value);

    /// <summary>The interval's upper end.</summary>
    public double High => Math.Clamp(Centre + HalfWidth, Value, 1);

    private double Centre => (Value + (Z * Z / (2 * Total))) / (1 + (Z * Z / Total));

    private double HalfWidth => Z * Math.Sqrt((Value * (1 - Value) / Total) + (Z * Z / (4.0 * Total * Total))) / (1 + (Z * Z / Total));

    /// <summary>The answers of a model on samples of one class each.</summary>
    internal static Accuracy Of(Predictions predictions) => new(predictions.Answers().Zip(predictions.Targets).Count(p => p.First == p.Second), predictions.Count);

    /// <summary>Such as <c>0.990 (0.982 to 0.995)</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value:F3} ({Low:F3} to {High:F3})");
}
