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
            var points = new ScatterErrorSeries
            {
                Title = name,
                MarkerType = marker,
                MarkerSize = 5,
                MarkerFill = colour,
                ErrorBarColor = OxyColor.FromAColor(110, colour),
                ErrorBarStrokeThickness = 1.5,
                ErrorBarStopWidth = 3,
            };
            points.Points.AddRange(rows.Select(r => new ScatterErrorPoint(r.Milliseconds, r.Accuracy, 0, (r.High - r.Low) / 2)));
            if (points.Points.Count > 0)
            {
                model.Series.Add(points);
            }
        }
    }
}
