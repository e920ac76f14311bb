using System.Globalization;

namespace Transfer.Pipeline;

/// <summary>A figure with its 95 % interval.</summary>
/// <param name="Name">What is measured, such as <c>accuracy</c>, <c>auc</c> or <c>mae</c>.</param>
/// <param name="Value">The figure; not a number where it is not defined, such as the AUC of one class alone.</param>
/// <param name="Low">The interval's lower end.</param>
/// <param name="High">The interval's upper end.</param>
public sealed record Metric(string Name, double Value, double Low, double High)
{
    internal static Metric Of(string name, Accuracy share) => new(name, share.Value, share.Low, share.High);

    /// <summary>Such as <c>0.990 (0.982 to 0.995)</c>.</summary>
    public override string ToString() => double.IsNaN(Value) ? "not defined" : $"{Text(Value)} ({Text(Low)} to {Text(High)})";

    /// <summary>Three decimals, or three digits of what is large.</summary>
    internal static string Text(double value) => Math.Abs(value) < 100 ? value.ToString("F3", CultureInfo.InvariantCulture) : value.ToString("N0", CultureInfo.InvariantCulture);
}
