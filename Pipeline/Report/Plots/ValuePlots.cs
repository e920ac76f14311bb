using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace Transfer.Pipeline;

/// <summary>Plots of values: predicted against true ones, and what is left over.</summary>
internal static class ValuePlots
{
    private const int MostPoints = 2000;

    public static IEnumerable<ReportPlot> Of(Predictions predictions, string split)
    {
        var suffix = split == "validation" ? "" : $"-{split}";
        yield return new ReportPlot($"predicted{suffix}", $"Predicted against true values of the {split} samples; on the dashed line they are the same.",
            Scatter(predictions, "true", "predicted", (truth, output) => (truth, output), PlotStyle.Diagonal()), 360);
        var zero = PlotStyle.Diagonal();
        zero.Slope = 0;
        yield return new ReportPlot($"residuals{suffix}", $"Residuals of the {split} samples: what the prediction is too high by, over the predicted value.",
            Scatter(predictions, "predicted", "predicted less true", (truth, output) => (output, output - truth), zero), 360);
    }

    private static PlotModel Scatter(Predictions predictions, string x, string y, Func<double, double, (double X, double Y)> point, OxyPlot.Annotations.Annotation line)
    {
        var columns = predictions.Columns;
        var model = PlotStyle.Model(hasLegend: columns > 1);
        model.Axes.Add(PlotStyle.Axis(AxisPosition.Bottom, x));
        model.Axes.Add(PlotStyle.Axis(AxisPosition.Left, y));
        model.Annotations.Add(line);
        var step = Math.Max(1, predictions.Count / MostPoints);
        foreach (var column in Enumerable.Range(0, Math.Min(columns, PlotStyle.Series.Length)))
        {
            var series = new ScatterSeries { Title = predictions.Names[column], MarkerType = MarkerType.Circle, MarkerSize = 2.5, MarkerFill = OxyColor.FromAColor(150, PlotStyle.Series[column]) };
            for (var i = 0; i < predictions.Count; i += step)
            {
                var (px, py) = point(predictions.Targets[(i * columns) + column], predictions.Row(i)[column]);
                series.Points.Add(new ScatterPoint(px, py));
            }

            model.Series.Add(series);
        }

        return model;
    }
}
