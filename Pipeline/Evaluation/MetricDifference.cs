using System.Globalization;

namespace Transfer.Pipeline.Evaluation;

/// <summary>The difference of a metric of two models on the same samples, with its 95 % interval.</summary>
/// <param name="Name">The name of the metric.</param>
/// <param name="First">The metric of the first model.</param>
/// <param name="Second">The metric of the second model.</param>
/// <param name="Low">The lower end of the interval of the difference; NaN when there is none, as for two equal models.</param>
/// <param name="High">The upper end of the interval.</param>
public sealed record MetricDifference(string Name, double First, double Second, double Low, double High)
{
    /// <summary>The second model's metric less the first's.</summary>
    public double Value => Second - First;

    /// <summary>Whether the second model is the better one when the difference is below 0.</summary>
    public bool IsLowerBetter => Name is "mae" or "rmse" or "log_loss" or "brier";

    /// <summary>Compares all metrics.</summary>
    /// <param name="main">The difference of the main metric, whose interval is taken for accuracies of classes.</param>
    internal static IReadOnlyList<MetricDifference> Of(Predictions first, Predictions second, PairedDifference main)
    {
        var (before, after) = (MetricSet.Of(first), MetricSet.Of(second));
        var intervals = Bootstrap.Intervals(
            first.Count, weights => [.. after.Compute(weights).Zip(before.Compute(weights), (b, a) => b - a)], before.Strata);
        return
        [
            .. before.Names.Zip(before.Compute(null), after.Compute(null)).Select((metric, i) =>
            {
                var (low, high) = i == 0 && first.Task.AreClasses ? (main.Low, main.High)
                    : intervals[i].Low == intervals[i].High ? (double.NaN, double.NaN) : intervals[i];
                return new MetricDifference(metric.First, metric.Second, metric.Third, low, high);
            }),
        ];
    }

    /// <summary>Such as <c>+0.006 (-0.001 to +0.013)</c>.</summary>
    public override string ToString() => double.IsNaN(Value) ? "not defined"
        : $"{Signed(Value)} ({(double.IsNaN(Low) ? "no interval" : $"{Signed(Low)} to {Signed(High)}")})";

    private string Signed(double value)
    {
        var text = new Metric(Name, Math.Abs(value), 0, 0).ValueText;
        return value == 0 || (double.TryParse(text, CultureInfo.InvariantCulture, out var shown) && shown == 0) ? text
            : (value > 0 ? "+" : "-") + text;
    }
}
