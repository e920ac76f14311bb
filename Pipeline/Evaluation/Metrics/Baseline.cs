namespace Transfer.Pipeline.Evaluation;

/// <summary>What one answer to all samples gives: always the largest class, or the more frequent value of each label.</summary>
/// <param name="Class">The largest class of these samples; null for labels.</param>
/// <param name="Accuracy">The accuracy of that answer, [0, 1]: for classes the share of the largest.</param>
/// <param name="LogLoss">The log-loss, in nats, of always giving the shares of the classes as probabilities; null for labels.</param>
/// <param name="PValue">
/// The two-sided p-value, [0, 1], of the hypothesis that the model is as good as that answer, by McNemar's test; null for labels.
/// </param>
public sealed record Baseline(string? Class, double Accuracy, double? LogLoss, double? PValue)
{
    internal static Baseline Of(ClassTotals totals, IReadOnlyList<string> names)
    {
        var largest = Array.IndexOf(totals.Support, totals.Support.Max());
        double[] shares = [.. totals.Support.Where(s => s > 0).Select(s => (double)s / totals.Count)];
        var (gained, lost) = (totals.Right.Sum() - totals.Right[largest], totals.Support[largest] - totals.Right[largest]);
        return new Baseline(
            names[largest],
            (double)totals.Support[largest] / totals.Count,
            -shares.Sum(s => s * Math.Log(s)),
            PairedDifference.McNemar(gained, lost, totals.Count).PValue);
    }

    internal static Baseline Of(LabelScores[] labels) =>
        new(null, labels.Average(l => (double)l.Totals.Support.Max() / l.Count), null, null);
}
