using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace Transfer.Pipeline.Report;

/// <summary>Plots of values: predicted against true values, and residuals.</summary>
internal static class ValuePlots
{
    private const int MostPoints = 2000;

    public static IEnumerable<ReportPlot> Of(Predictions predictions, string split)
    {
        var predicted = Scatter(predictions, "true", "predicted", (truth, output) => new ScatterPoint(truth, output));
        predicted.Annotations.Add(PlotStyle.Diagonal());
        yield return new ReportPlot(ReportPlot.NameOf("predicted", split),
            $"Predicted against true values of the {split} samples; on the dashed line they are the same.",
            predicted, ReportPlot.TallHeight);
        var residuals = Scatter(
            predictions, "predicted", "predicted less true", (truth, output) => new ScatterPoint(output, output - truth));
        residuals.Annotations.Add(PlotStyle.Dashed(LineAnnotationType.Horizontal, 0));
        yield return new ReportPlot(ReportPlot.NameOf("residuals", split),
            $"Residuals of the {split} samples: what the prediction is too high by, over the predicted value.",
            residuals, ReportPlot.TallHeight);
    }

    private static PlotModel Scatter(Predictions predictions, string x, string y, Func<double, double, ScatterPoint> point)
    {
        var columns = predictions.Columns;
        var model = PlotStyle.Model(hasLegend: columns > 1);
        model.Axes.Add(PlotStyle.Axis(AxisPosition.Bottom, x));
        model.Axes.Add(PlotStyle.Axis(AxisPosition.Left, y));
        var step = Math.Max(1, predictions.Count / MostPoints);
        foreach (var column in Enumerable.Range(0, Math.Min(columns, PlotStyle.Series.Length)))
        {
            var series = new ScatterSeries
            {
                Title = predictions.Names[column],
                MarkerType = MarkerType.Circle,
                MarkerSize = 2.5,
                MarkerFill = OxyColor.FromAColor(150, PlotStyle.Series[column]),
            };
            for (var i = 0; i < predictions.Count; i += step)
            {
                series.Points.Add(point(predictions.Targets[(i * columns) + column], predictions.Row(i)[column]));
            }

            model.Series.Add(series);
        }

        return model;
    }
}
