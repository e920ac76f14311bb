using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace Transfer.Pipeline;

/// <summary>Learning curves as the course draws them: points for training, a line for validation, and the best epoch.</summary>
internal static class LearningCurvePlots
{
    public static IEnumerable<ReportPlot> Of(ReportSource source)
    {
        if (source.Epochs.Count == 0)
        {
            yield break;
        }

        var best = source.Record.BestEpoch;
        yield return new ReportPlot("loss", "Loss by epoch: points for training, the line for validation.",
            Curve("loss", source.Epochs, e => e.Loss, e => e.ValidationLoss, best));
        var rises = source.CurveMetric == LearningTask.Accuracy;
        yield return new ReportPlot(source.CurveMetric, $"{(rises ? "Accuracy" : "Mean absolute error")} by epoch: points for training, the line for validation.",
            Curve(rises ? "accuracy" : "mean absolute error", source.Epochs, e => e.Metric, e => e.ValidationMetric, best, rises ? 1.01 : double.MaxValue));
    }

    private static PlotModel Curve(string title, IReadOnlyList<Epoch> epochs, Func<Epoch, double> training, Func<Epoch, double> validation, int? best, double most = double.MaxValue)
    {
        var model = PlotStyle.Model(hasLegend: true);
        model.Axes.Add(PlotStyle.Axis(AxisPosition.Bottom, "epoch", 0.5, epochs.Count + 0.5));
        model.Axes[0].MinimumMajorStep = 1;
        model.Axes.Add(PlotStyle.Axis(AxisPosition.Left, title));
        model.Axes[1].AbsoluteMaximum = most;
        var points = new ScatterSeries { Title = "training", MarkerType = MarkerType.Circle, MarkerSize = 3, MarkerFill = PlotStyle.Blue };
        points.Points.AddRange(epochs.Where(e => double.IsFinite(training(e))).Select(e => new ScatterPoint(e.Number, training(e))));
        var line = new LineSeries { Title = "validation", Color = PlotStyle.Orange, StrokeThickness = 2 };
        line.Points.AddRange(epochs.Select(e => double.IsFinite(validation(e)) ? new DataPoint(e.Number, validation(e)) : DataPoint.Undefined));
        if (epochs.FirstOrDefault(e => e.Number == best) is { } chosen && double.IsFinite(validation(chosen)))
        {
            model.Annotations.Add(new LineAnnotation { Type = LineAnnotationType.Vertical, X = chosen.Number, Color = OxyColor.FromAColor(120, PlotStyle.Ink), LineStyle = LineStyle.Dash, StrokeThickness = 1 });
            var mark = new ScatterSeries { Title = $"best epoch, {chosen.Number}", MarkerType = MarkerType.Circle, MarkerSize = 5, MarkerFill = PlotStyle.Orange };
            mark.Points.Add(new ScatterPoint(chosen.Number, validation(chosen)));
            model.Series.Add(points);
            model.Series.Add(line);
            model.Series.Add(mark);
            return model;
        }

        model.Series.Add(points);
        model.Series.Add(line);
        return model;
    }
}
