using System.Globalization;

namespace Transfer.Pipeline.Report;

/// <summary>
/// The confusion matrix of many classes: its largest counts beside the diagonal, since a plot would be too small to read.
/// </summary>
internal static class Confusions
{
    /// <summary>The most classes of which a plot can be read.</summary>
    public const int MostPlotted = 60;

    private const int MostRows = 25;

    /// <summary>A table of the most frequent confusions; empty where the matrix is plotted.</summary>
    public static string Table(string split, EvaluationResult result)
    {
        var (matrix, names) = (result.ConfusionMatrix, result.ByTarget.Select(t => t.Name).ToArray());
        if (matrix.Count <= MostPlotted)
        {
            return "";
        }

        var rows = matrix.SelectMany((row, truth) => row.Select((count, predicted) => (truth, predicted, count)))
            .Where(c => c.truth != c.predicted && c.count > 0).OrderByDescending(c => c.count).Take(MostRows);
        return Html.Table(
            [$"most frequent confusions, {split}", "predicted as", "samples"],
            rows.Select(c => (string[])[names[c.truth], names[c.predicted], c.count.ToString("N0", CultureInfo.InvariantCulture)]));
    }
}
