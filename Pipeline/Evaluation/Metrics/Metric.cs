using System.Globalization;

namespace Transfer.Pipeline.Evaluation;

/// <summary>A metric with its 95 % interval.</summary>
/// <param name="Name">The name, such as <c>accuracy</c>, <c>auc</c> or <c>mae</c>.</param>
/// <param name="Value">The value; NaN when it is not defined, such as the AUC of samples of a single class.</param>
/// <param name="Low">The lower end of the interval; NaN when there is none, such as for errors that are all the same.</param>
/// <param name="High">The upper end of the interval.</param>
public sealed record Metric(string Name, double Value, double Low, double High)
{
    internal static Metric Of(string name, Accuracy share) => new(name, share.Value, share.Low, share.High);

    internal static Metric Of(string name, double value, (double Low, double High) interval) =>
        new(name, value, interval.Low, interval.High);

    /// <summary>
    /// A metric with a bootstrapped interval. Where every draw gives the same value the interval has no width, though the samples prove no
    /// such thing: then it is Wilson's for metrics within limits, and there is none for others.
    /// </summary>
    internal static Metric OfDraws(string name, double value, (double Low, double High) interval, int samples)
    {
        if (interval.Low != interval.High)
        {
            return Of(name, value, interval);
        }

        (double Least, double Most)? limits = name switch
        {
            "mae" or "rmse" or "r2" or "log_loss" => null,
            "mcc" => (-1, 1),
            // Of several classes it is up to 2.
            "brier" => (0, value > 1 ? 2 : 1),
            _ => (0, 1),
        };
        if (limits is not { } range)
        {
            return new Metric(name, value, double.NaN, double.NaN);
        }

        var (low, high) = Accuracy.Wilson((value - range.Least) / (range.Most - range.Least), samples);
        return new Metric(name, value, InRange(low), InRange(high));

        double InRange(double share) => range.Least + (share * (range.Most - range.Least));
    }

    // These are in the unit of the targets, so no number of decimals suits them; the others are shares and ratios.
    private bool IsInUnit => Name is "mae" or "rmse";

    /// <summary>Such as <c>0.990 (0.982 to 0.995)</c>.</summary>
    public override string ToString() => double.IsNaN(Value) ? "not defined" : $"{Text(Value)} ({Interval})";

    /// <summary>The value as text.</summary>
    internal string ValueText => Text(Value);

    /// <summary>The interval as text, such as <c>0.982 to 0.995</c>.</summary>
    internal string Interval => double.IsNaN(Low) ? "no interval" : $"{Text(Low)} to {Text(High)}";

    /// <summary>Formats a share or ratio: three decimals below 100, none above.</summary>
    internal static string Share(double value) => value.ToString(Math.Abs(value) < 100 ? "F3" : "N0", CultureInfo.InvariantCulture);

    /// <summary>Formats a value in some unit: three significant digits below 0.1, as many as are readable above.</summary>
    internal static string Amount(double value) =>
        Math.Abs(value) is > 0 and < 0.1 or >= 1e9 ? value.ToString("G3", CultureInfo.InvariantCulture) : Share(value);

    private string Text(double value) => IsInUnit ? Amount(value) : Share(value);
}
