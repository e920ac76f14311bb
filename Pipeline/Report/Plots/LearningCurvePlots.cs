using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace Transfer.Pipeline.Report;

/// <summary>Plots of the learning curves: points for training, a line for validation, and the best epoch.</summary>
internal static class LearningCurvePlots
{
    public static IEnumerable<ReportPlot> Of(ReportSource source)
    {
        if (source.Epochs.Count == 0)
        {
            yield break;
        }

        var loss = Curve("loss", source, e => (e.Loss, e.ValidationLoss));
        yield return new ReportPlot("loss", "Loss by epoch: points for training, the line for validation.", loss);
        var isAccuracy = source.CurveMetric == LearningTask.Accuracy;
        var metric = Curve(isAccuracy ? "accuracy" : "mean absolute error", source, e => (e.Metric, e.ValidationMetric));
        metric.Axes[1].AbsoluteMaximum = isAccuracy ? 1.01 : double.MaxValue;
        var title = isAccuracy ? "Accuracy" : "Mean absolute error";
        yield return new ReportPlot(source.CurveMetric, $"{title} by epoch: points for training, the line for validation.", metric);
    }

    private static PlotModel Curve(string title, ReportSource source, Func<Epoch, (double Training, double Validation)> values)
    {
        var model = PlotStyle.Model(hasLegend: true);
        model.Axes.Add(PlotStyle.Axis(AxisPosition.Bottom, "epoch", 0.5, source.Epochs.Count + 0.5));
        model.Axes[0].MinimumMajorStep = 1;
        model.Axes.Add(PlotStyle.Axis(AxisPosition.Left, title));
        var points = new ScatterSeries { Title = "training", MarkerType = MarkerType.Circle, MarkerSize = 3, MarkerFill = PlotStyle.Blue };
        var line = new LineSeries { Title = "validation", Color = PlotStyle.Orange, StrokeThickness = 2 };
        model.Series.Add(points);
        model.Series.Add(line);
        foreach (var epoch in source.Epochs)
        {
            var (training, validation) = values(epoch);
            if (double.IsFinite(training))
            {
                points.Points.Add(new ScatterPoint(epoch.Number, training));
            }

            line.Points.Add(double.IsFinite(validation) ? new DataPoint(epoch.Number, validation) : DataPoint.Undefined);
            if (epoch.Number == source.Record.BestEpoch && double.IsFinite(validation))
            {
                var best = new ScatterSeries
                {
                    Title = $"best epoch, {epoch.Number}",
                    MarkerType = MarkerType.Circle,
                    MarkerSize = 5,
                    MarkerFill = PlotStyle.Orange,
                };
                best.Points.Add(new ScatterPoint(epoch.Number, validation));
                model.Series.Add(best);
                model.Annotations.Add(PlotStyle.Dashed(LineAnnotationType.Vertical, epoch.Number));
            }
        }

        return model;
    }
}
