using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace Transfer.Pipeline.Tuning;

/// <summary>The plots of a tournament: accuracy with its interval by time and by size, a colour for each network.</summary>
internal static class TunePlot
{
    // Marks that lie on each other, as those of heads on the same base, are moved apart by as much of their place.
    private const double Step = 0.025;
    private const double Room = 1.5;

    public static ReportPlot[] Of(IReadOnlyList<TunedConfiguration> finalists) =>
    [
        new("tuning", "Accuracy of the last round with simultaneous 95 % intervals, by time per image. Diamonds are on the front; marks of "
            + "the same time are moved apart.", Model(finalists, "milliseconds per image", f => f.Milliseconds)),
        new("tuning-size", "The same by the size of the weights.", Model(finalists, "megabytes", f => f.Megabytes)),
    ];

    private static PlotModel Model(IReadOnlyList<TunedConfiguration> finalists, string title, Func<TunedConfiguration, double> cost)
    {
        var model = PlotStyle.Model(hasLegend: true);
        model.Axes.Add(new LogarithmicAxis
        {
            Position = AxisPosition.Bottom,
            Title = title,
            MajorGridlineStyle = LineStyle.Solid,
            MajorGridlineColor = PlotStyle.Grid,
            TickStyle = TickStyle.None,
            TextColor = PlotStyle.Ink,
            TitleColor = PlotStyle.Ink,
            Minimum = finalists.Min(cost) / Room,
            Maximum = finalists.Max(cost) * Room,
        });
        var (low, high) = (Math.Max(0, finalists.Min(f => f.Low) - 0.02), Math.Min(1, finalists.Max(f => f.High)) + 0.01);
        model.Axes.Add(PlotStyle.Axis(AxisPosition.Left, "accuracy over the folds", low, high));
        foreach (var (index, own) in finalists.GroupBy(f => f.Configuration.ModelName).Index())
        {
            Add(model, own, PlotStyle.Series[index % PlotStyle.Series.Length], cost);
        }

        return model;
    }

    private static void Add(
        PlotModel model, IGrouping<string, TunedConfiguration> rows, OxyColor colour, Func<TunedConfiguration, double> cost)
    {
        var placed = rows.GroupBy(row => Math.Round(Math.Log(cost(row)), 1)).SelectMany(near => near.Select((row, i) =>
            (Row: row, X: cost(row) * (1 + (Step * (i - ((near.Count() - 1) / 2.0))))))).ToList();
        foreach (var (row, x) in placed)
        {
            // An interval that ends at 1 is not symmetric, as the bars of OxyPlot are.
            var interval = new LineSeries { Color = OxyColor.FromAColor(110, colour), StrokeThickness = 1.5, Decimator = null };
            interval.Points.AddRange([new DataPoint(x, row.Low), new DataPoint(x, row.High)]);
            model.Series.Add(interval);
        }

        var (front, others) = (Marks(MarkerType.Diamond, 6, true), Marks(MarkerType.Circle, 3.5, false));
        // The legend has each network once.
        (front.Points.Count > 0 ? front : others).Title = rows.Key;

        ScatterSeries Marks(MarkerType type, double size, bool isOnFront)
        {
            var series = new ScatterSeries { MarkerType = type, MarkerSize = size, MarkerFill = colour };
            series.Points.AddRange(placed.Where(p => p.Row.IsOnFront == isOnFront).Select(p => new ScatterPoint(p.X, p.Row.Accuracy)));
            model.Series.Add(series);
            return series;
        }
    }
}
