using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace Transfer.Pipeline.Tuning;

/// <summary>The plot of a tournament: accuracy with its interval by time per image, the front in another colour.</summary>
internal static class TunePlot
{
    public static ReportPlot Of(IReadOnlyList<TunedConfiguration> finalists)
    {
        var model = PlotStyle.Model(hasLegend: true);
        var time = new LogarithmicAxis
        {
            Position = AxisPosition.Bottom,
            Title = "milliseconds per image",
            MajorGridlineStyle = LineStyle.Solid,
            MajorGridlineColor = PlotStyle.Grid,
            TickStyle = TickStyle.None,
            TextColor = PlotStyle.Ink,
            TitleColor = PlotStyle.Ink,
            Minimum = finalists.Min(f => f.Milliseconds) / 1.5,
            Maximum = finalists.Max(f => f.Milliseconds) * 1.5,
        };
        model.Axes.Add(time);
        var (low, high) = (Math.Max(0, finalists.Min(f => f.Low) - 0.02), Math.Min(1, finalists.Max(f => f.High)) + 0.01);
        model.Axes.Add(PlotStyle.Axis(AxisPosition.Left, "accuracy over the folds", low, high));
        Add("other", finalists.Where(f => !f.IsOnFront), PlotStyle.Blue, MarkerType.Circle);
        Add("on the front", finalists.Where(f => f.IsOnFront), PlotStyle.Orange, MarkerType.Diamond);
        return new ReportPlot("tuning", "Accuracy of the last configurations with simultaneous 95 % intervals, by time per image.", model);

        void Add(string name, IEnumerable<TunedConfiguration> rows, OxyColor colour, MarkerType marker)
        {
            var shown = rows.ToList();
            var points = new ScatterSeries { Title = name, MarkerType = marker, MarkerSize = 5, MarkerFill = colour };
            points.Points.AddRange(shown.Select(r => new ScatterPoint(r.Milliseconds, r.Accuracy)));
            foreach (var row in shown)
            {
                // An interval that ends at 1 is not symmetric, as the bars of OxyPlot are.
                var interval = new LineSeries { Color = OxyColor.FromAColor(110, colour), StrokeThickness = 1.5, Decimator = null };
                interval.Points.AddRange([new DataPoint(row.Milliseconds, row.Low), new DataPoint(row.Milliseconds, row.High)]);
                model.Series.Add(interval);
            }

            if (shown.Count > 0)
            {
                model.Series.Add(points);
            }
        }
    }
}
