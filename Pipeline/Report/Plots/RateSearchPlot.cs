using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace Transfer.Pipeline.Report;

/// <summary>The plot of the search of the learning rate.</summary>
internal static class RateSearchPlot
{
    public static ReportPlot Of(RateFinderResult search, double found)
    {
        var model = PlotStyle.Model(hasLegend: true);
        var (rates, losses) = (PlotStyle.Axis(AxisPosition.Bottom, "learning rate"), PlotStyle.Axis(AxisPosition.Left, "loss"));
        model.Axes.Add(new LogarithmicAxis
        {
            Position = rates.Position,
            Title = rates.Title,
            MajorGridlineStyle = rates.MajorGridlineStyle,
            MajorGridlineColor = rates.MajorGridlineColor,
            TickStyle = rates.TickStyle,
            TextColor = rates.TextColor,
            TitleColor = rates.TitleColor,
            UseSuperExponentialFormat = false,
            StringFormat = "0e+0",
        });
        model.Axes.Add(losses);
        var points = new ScatterSeries { Title = "each step", MarkerType = MarkerType.Circle, MarkerSize = 2, MarkerFill = PlotStyle.Blue };
        points.Points.AddRange(search.Points.Where(p => double.IsFinite(p.Loss)).Select(p => new ScatterPoint(p.Rate, p.Loss)));
        var line = new LineSeries { Title = "smoothed", Color = PlotStyle.Orange, StrokeThickness = 2 };
        line.Points.AddRange(search.Points.Where(p => double.IsFinite(p.Smoothed)).Select(p => new DataPoint(p.Rate, p.Smoothed)));
        model.Series.Add(points);
        model.Series.Add(line);
        model.Annotations.Add(PlotStyle.Dashed(LineAnnotationType.Vertical, found));
        var caption = FormattableString.Invariant($"Loss while the learning rate grows; {found:G3}, the dashed line, was taken.");
        return new ReportPlot("learning-rate", caption, model);
    }
}
