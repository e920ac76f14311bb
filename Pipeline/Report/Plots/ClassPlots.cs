using System.Globalization;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace Transfer.Pipeline;

/// <summary>Plots of classes and labels: confusion matrix, ROC and precision-recall curves, calibration.</summary>
internal static class ClassPlots
{
    // More lines than colours cannot be told apart: the hardest are shown.
    private static readonly int MostCurves = PlotStyle.Series.Length;
    private const int MostNumbers = 12;
    private const int MostPoints = 400;

    public static IEnumerable<ReportPlot> Of(Predictions predictions, EvaluationResult result, EvaluationResult? adjusted, string split)
    {
        var suffix = split == "validation" ? "" : $"-{split}";
        if (result.ConfusionMatrix.Count > 0)
        {
            yield return new ReportPlot($"confusion-matrix{suffix}", $"Confusion matrix of the {split} samples: a row is a true class, a column what the model says; shades are shares of the row.",
                Confusion(result.ConfusionMatrix, predictions.Names), 360);
        }

        var curves = Curves(predictions);
        if (curves.Count > 0)
        {
            var which = predictions.Task.Kind == TaskKind.Binary ? $"“{predictions.Names[1]}” against “{predictions.Names[0]}”"
                : predictions.Task.AreClasses ? "each class against the rest" : "each label";
            var hardest = curves.Count < predictions.Names.Count && predictions.Task.Kind != TaskKind.Binary ? $", the {curves.Count} hardest" : "";
            yield return new ReportPlot($"roc{suffix}", $"ROC curve of the {split} samples: {which}{hardest}; in brackets the area below.",
                Curve("false positive rate", "true positive rate", curves, c => c.Ranked.Roc(), c => c.Ranked.AreaUnderRoc(), diagonal: true), 360);
            yield return new ReportPlot($"precision-recall{suffix}", $"Precision and recall of the {split} samples: {which}{hardest}; in brackets the area below.",
                Curve("recall", "precision", curves, c => c.Ranked.PrecisionRecall(), c => c.Ranked.AreaUnderPrecisionRecall(), diagonal: false), 360);
        }

        if (adjusted?.Calibration is { } calibration)
        {
            yield return new ReportPlot($"calibration{suffix}", $"Calibration on the {split} samples: how often answers of a probability are right; a large point stands for many answers. On the dashed line a model is as sure as it is right.",
                Reliability(predictions, calibration), 360);
        }
    }

    private static List<(string Name, RankedScores Ranked)> Curves(Predictions predictions)
    {
        var columns = predictions.Columns;
        int[] shown = predictions.Task.Kind == TaskKind.Binary ? [columns - 1] : [.. Enumerable.Range(0, columns)];
        return [.. shown.Select(column =>
            {
                float[] scores = [.. Enumerable.Range(0, predictions.Count).Select(i => predictions.Row(i)[column])];
                bool[] truth = [.. Enumerable.Range(0, predictions.Count).Select(i => predictions.Task.AreClasses
                    ? (int)predictions.Targets[i] == (columns == 1 ? 1 : column) : predictions.Targets[(i * columns) + column] > 0.5f)];
                return (Name: predictions.Names[columns == 1 ? predictions.Names.Count - 1 : column], Truth: truth, Ranked: new RankedScores(scores, truth));
            })
            .Where(c => c.Truth.Distinct().Count() == 2)
            .OrderBy(c => c.Ranked.AreaUnderRoc())
            .Take(MostCurves)
            .Select(c => (c.Name, c.Ranked))];
    }

    private static PlotModel Curve(
        string x, string y, List<(string Name, RankedScores Ranked)> curves, Func<(string Name, RankedScores Ranked), IReadOnlyList<(double X, double Y)>> points,
        Func<(string Name, RankedScores Ranked), double> area, bool diagonal)
    {
        var model = PlotStyle.Model(hasLegend: true);
        model.Axes.Add(PlotStyle.Axis(AxisPosition.Bottom, x, -0.01, 1.01));
        model.Axes.Add(PlotStyle.Axis(AxisPosition.Left, y, -0.01, 1.01));
        if (diagonal)
        {
            model.Annotations.Add(PlotStyle.Diagonal());
        }

        foreach (var (index, curve) in curves.Index())
        {
            var line = new LineSeries
            {
                Title = string.Create(CultureInfo.InvariantCulture, $"{Shortened(curve.Name)} ({area(curve):F3})"),
                Color = PlotStyle.Series[index],
                StrokeThickness = 2,
                Decimator = null,
            };
            line.Points.AddRange(Thinned(points(curve)).Select(p => new DataPoint(p.X, p.Y)));
            model.Series.Add(line);
        }

        return model;
    }

    /// <summary>Curves of many samples have more points than a page has pixels.</summary>
    private static IEnumerable<(double X, double Y)> Thinned(IReadOnlyList<(double X, double Y)> points)
    {
        var step = Math.Max(1, points.Count / MostPoints);
        return points.Where((_, i) => i % step == 0 || i == points.Count - 1);
    }

    private static PlotModel Confusion(IReadOnlyList<IReadOnlyList<int>> matrix, IReadOnlyList<string> names)
    {
        var (model, count) = (PlotStyle.Model(), matrix.Count);
        var labels = names.Select(Shortened).ToList();
        model.Axes.Add(Categories(AxisPosition.Bottom, "answer", labels));
        // The first class stands on top, as in a table.
        model.Axes.Add(Categories(AxisPosition.Left, "truth", Enumerable.Reverse(labels)));
        for (var row = 0; row < count; row++)
        {
            var total = Math.Max(1, matrix[row].Sum());
            for (var column = 0; column < count; column++)
            {
                var share = (double)matrix[row][column] / total;
                var colour = row == column ? PlotStyle.Blue : PlotStyle.Orange;
                var y = count - 1 - row;
                model.Annotations.Add(new OxyPlot.Annotations.RectangleAnnotation
                {
                    MinimumX = column - 0.48,
                    MaximumX = column + 0.48,
                    MinimumY = y - 0.48,
                    MaximumY = y + 0.48,
                    Fill = OxyColor.FromAColor((byte)(10 + (200 * Math.Sqrt(share))), colour),
                    Text = count <= MostNumbers ? matrix[row][column].ToString(CultureInfo.InvariantCulture) : null,
                    TextColor = PlotStyle.Ink,
                    FontSize = count <= 4 ? 18 : 11,
                });
            }
        }

        return model;
    }

    private static CategoryAxis Categories(AxisPosition position, string title, IEnumerable<string> names)
    {
        var axis = new CategoryAxis
        {
            Position = position,
            Title = title,
            TickStyle = TickStyle.None,
            GapWidth = 0,
            TextColor = PlotStyle.Ink,
            TitleColor = PlotStyle.Ink,
            AxisTitleDistance = 6,
            IsTickCentered = true,
        };
        axis.Labels.AddRange(names);
        axis.Angle = position == AxisPosition.Bottom && axis.Labels.Count > 4 ? -45 : 0;
        axis.FontSize = axis.Labels.Count > MostNumbers ? 8 : 12;
        return axis;
    }

    private static PlotModel Reliability(Predictions predictions, Calibration calibration)
    {
        var model = PlotStyle.Model(hasLegend: true);
        model.Axes.Add(PlotStyle.Axis(AxisPosition.Bottom, "mean probability of the answers", 0, 1.01));
        model.Axes.Add(PlotStyle.Axis(AxisPosition.Left, "share of them that is right", 0, 1.01));
        model.Annotations.Add(PlotStyle.Diagonal());
        var labels = predictions.Labels();
        Add("as they come", calibration.ErrorBefore, PlotStyle.Orange, predictions.Outputs, MarkerType.Square);
        Add(string.Create(CultureInfo.InvariantCulture, $"temperature {calibration.Temperature:F2}"), calibration.ErrorAfter, PlotStyle.Blue, Calibration.Apply(predictions.Outputs, predictions.Count, calibration.Temperature), MarkerType.Circle);
        return model;

        void Add(string name, double error, OxyColor colour, float[] outputs, MarkerType marker)
        {
            var bins = Calibration.Bins(outputs, labels);
            var line = new LineSeries { Color = OxyColor.FromAColor(90, colour), StrokeThickness = 1.2 };
            line.Points.AddRange(bins.Select(b => new DataPoint(b.Confidence, b.Accuracy)));
            var points = new ScatterSeries
            {
                Title = string.Create(CultureInfo.InvariantCulture, $"{name} (error {error:F3})"),
                MarkerType = marker,
                MarkerFill = OxyColor.FromAColor(210, colour),
                MarkerSize = 4,
            };
            points.Points.AddRange(bins.Select(b => new ScatterPoint(b.Confidence, b.Accuracy, 1.5 + (7 * Math.Sqrt((double)b.Count / labels.Length)))));
            model.Series.Add(line);
            model.Series.Add(points);
        }
    }

    private static string Shortened(string name) => name.Length <= 18 ? name : $"{name[..17]}…";
}
