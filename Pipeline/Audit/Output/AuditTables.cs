using System.Globalization;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace Transfer.Pipeline.Audit;

/// <summary>The tables and the plot of the page of an audit.</summary>
internal static class AuditTables
{
    // More classes make a matrix that nobody reads.
    private const int MostClasses = 20;

    /// <summary>The accuracy with and without leaked images; empty without leaks.</summary>
    public static string Leaks(AuditResult result) => result.Leaks.Count == 0 ? "" : Html.Table(
        ["split", "images that are also trained on", "accuracy with them", "accuracy without them"],
        result.Leaks.Select(l => (string[])[l.Split, Count(l.Leaked), l.With.ToString(), l.Without?.ToString() ?? "no others"]));

    /// <summary>All measures, with how well each predicts a class.</summary>
    public static string Shortcuts(AuditResult result) => result.Shortcuts.Count == 0 ? "" : Html.Note(
            "How well one measure of a file alone predicts a class, on images that the rule was not made from. 0.5 is chance. What gives a "
            + "class away in these images and not in others is learnt and fails later: make such measures alike before training.")
        + Html.Table(
            ["measure", "class", "balanced accuracy", "p-value", "rule"],
            result.Shortcuts.Take(MostClasses).Select(s => (string[])
            [
                s.Measure + (s.IsFinding ? " (finding)" : ""), s.Class, s.BalancedAccuracy.ToString("F3", CultureInfo.InvariantCulture),
                s.PValue.ToString("G2", CultureInfo.InvariantCulture), s.Rule,
            ]));

    /// <summary>The plot of accuracy by images, and the classes that overlap; empty without a curve.</summary>
    public static string LearningCurve(AuditResult result)
    {
        if (result.LearningCurve is not { } curve)
        {
            return "";
        }

        var model = PlotStyle.Model();
        model.Axes.Add(new LogarithmicAxis
        {
            Position = AxisPosition.Bottom,
            Title = "training images",
            Base = 2,
            TextColor = PlotStyle.Ink,
            TitleColor = PlotStyle.Ink,
            TickStyle = TickStyle.None,
            MajorGridlineStyle = LineStyle.Solid,
            MajorGridlineColor = PlotStyle.Grid,
            MinorTickSize = 0,
        });
        model.Axes.Add(PlotStyle.Axis(AxisPosition.Left, "accuracy"));
        var area = new AreaSeries { Color = OxyColors.Transparent, Fill = OxyColor.FromAColor(50, PlotStyle.Blue) };
        var line = new LineSeries { Color = PlotStyle.Blue, StrokeThickness = 2, MarkerType = MarkerType.Circle, MarkerSize = 3 };
        foreach (var point in curve.Points)
        {
            line.Points.Add(new DataPoint(point.Images, point.Accuracy));
            area.Points.Add(new DataPoint(point.Images, point.Low));
            area.Points2.Add(new DataPoint(point.Images, point.High));
        }

        model.Series.Add(area);
        model.Series.Add(line);
        return Html.Figures([new ReportPlot("images", "Accuracy by the number of training images, with its 95 % interval.", model)])
            + (curve.Overlaps.Count == 0 ? "" : Html.Table(
                ["classes that are confused", "with half of the images", "with all", "more images"],
                curve.Overlaps.Select(o => (string[])
                [
                    $"{o.First} and {o.Second}", Share(o.Half), Share(o.All), o.IsFalling ? "help" : "no difference that is not chance",
                ])));
    }

    /// <summary>The images of each class, and what the given labels are estimated to be.</summary>
    public static string Classes(AuditResult result)
    {
        string[] splits = [.. result.Balance.Select(b => b.Split).Distinct()];
        var counts = Html.Table(
            ["class", .. splits.Select(s => s.Length == 0 ? "images" : s)],
            result.Classes.Select(name => (string[])[name, .. splits.Select(split => Count(
                result.Balance.Where(b => b.Class == name && b.Split == split).Sum(b => b.Images)))]));
        return result.Labels is not { } labels || result.Classes.Count > MostClasses ? counts : counts
            + Html.Note("What images with a label are estimated to be (confident learning):")
            + Html.Table(
                ["label", .. result.Classes],
                result.Classes.Zip(labels.Joint, (name, row) =>
                    (string[])[name, .. row.Select(v => v.ToString("F1", CultureInfo.InvariantCulture))]));
    }

    private static string Count(int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Share(double share) => share.ToString("P1", CultureInfo.InvariantCulture);
}
