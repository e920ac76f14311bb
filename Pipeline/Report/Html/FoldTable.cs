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

        return Html.Note($"Heads trained on the other folds: {folds}. The interval is corrected for folds that share training samples.")
            + (folds.Scores.Count <= MostFolds ? OfEach(folds) : OfRepeats(folds));
    }

    private static string OfEach(FoldResult folds) => Html.Table(
        ["fold", folds.Metric, "best epoch", "training samples", "validation samples"],
        folds.Scores.Select(score => (string[])[$"{score.Fold} of repeat {score.Repeat}", Metric.Amount(score.Metric),
            Count(score.BestEpoch), Count(score.Train), Count(score.Validation)]));

    private static string OfRepeats(FoldResult folds) => Html.Table(
        ["repeat", $"mean {folds.Metric}", "lowest", "highest", "folds"],
        folds.Scores.GroupBy(score => score.Repeat).Select(repeat => (string[])[Count(repeat.Key),
            Metric.Amount(repeat.Average(s => s.Metric)), Metric.Amount(repeat.Min(s => s.Metric)),
            Metric.Amount(repeat.Max(s => s.Metric)), Count(repeat.Count())]));

    private static string Count(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
