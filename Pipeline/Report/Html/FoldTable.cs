using System.Globalization;

namespace Transfer.Pipeline.Report;

/// <summary>The scores of K-fold validation: of each fold, or of each repeat where there are many.</summary>
internal static class FoldTable
{
    private const int MostFolds = 20;

    /// <summary>Their mean with its interval, and a table; empty without folds.</summary>
    public static string Of(ReportSource source)
    {
        if (source.Folds is not { } folds)
        {
            return "";
        }

        var isShort = folds.Scores.Count <= MostFolds;
        return Html.Note($"Heads trained on the other folds: {folds}. The interval is corrected for folds that share training samples.")
            + (isShort ? Html.Table(["fold", "training samples", "validation samples", "best epoch", folds.Metric],
                folds.Scores.Select(score => (string[])[
                    $"{score.Fold} of repeat {score.Repeat}", Count(score.Train), Count(score.Validation), Count(score.BestEpoch), Metric.Amount(score.Metric)]))
            : Html.Table(["repeat", "folds", $"mean {folds.Metric}", "lowest", "highest"],
                folds.Scores.GroupBy(score => score.Repeat).Select(repeat => (string[])[Count(repeat.Key), Count(repeat.Count()),
                    Metric.Amount(repeat.Average(s => s.Metric)), Metric.Amount(repeat.Min(s => s.Metric)),
                    Metric.Amount(repeat.Max(s => s.Metric))])));
    }

    private static string Count(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
