using System.Globalization;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace Transfer.Pipeline.Report;

/// <summary>Plots of classes and labels: confusion matrix, ROC and precision-recall curves, calibration.</summary>
internal static class ClassPlots
{
    private const int MostNumbers = 12;
    private const int MostPoints = 400;
    private const int MostLetters = 40;
    private const int MostOfName = 18;

    public static IEnumerable<ReportPlot> Of(Predictions predictions, EvaluationResult result, EvaluationResult? adjusted, string split)
    {
        if (result.ConfusionMatrix.Count is > 0 and <= Confusions.MostPlotted)
        {
            yield return Plot("confusion-matrix", "Confusion matrix",
                ": a row is a true class, a column a predicted one; shades are shares of the row.",
                Confusion(result.ConfusionMatrix, predictions.Names));
        }

        var ranked = Ranked(predictions);
        if (ranked.Count > 0)
        {
            var isBinary = predictions.Task.Kind == TaskKind.Binary;
            var which = isBinary ? $"“{predictions.Names[1]}” against “{predictions.Names[0]}”"
                : predictions.Task.AreClasses ? "each class against the rest" : "each label";
            var hardest = ranked.Count < predictions.Names.Count && !isBinary ? $", the {ranked.Count} hardest" : "";
            var caption = $": {which}{hardest}; in brackets the ";
            var roc = Curves("false positive rate", "true positive rate",
                ranked.Select(r => (r.Name, r.Scores.AreaUnderRoc(), r.Scores.Roc())));
            roc.Annotations.Add(PlotStyle.Diagonal());
            yield return Plot("roc", "ROC curve", caption + "area below.", roc);
            yield return Plot("precision-recall", "Precision and recall", caption + "average precision.",
                Curves("recall", "precision",
                    ranked.Select(r => (r.Name, r.Scores.AveragePrecision(), r.Scores.PrecisionRecall()))));
        }

        if (adjusted?.Calibration is { } calibration)
        {
            yield return Plot("calibration", "Calibration",
                ": accuracy by the probability of the predicted class; large points have many samples. On the dashed line both are "
                    + "the same.",
                Reliability(predictions, calibration));
        }

        ReportPlot Plot(string name, string title, string caption, PlotModel model) =>
            new(ReportPlot.NameOf(name, split), $"{title} of the {split} samples{caption}", model, ReportPlot.TallHeight);
    }

    /// <summary>The scores of each class or label that can be ranked, the smallest area first, as many as there are colours.</summary>
    private static List<(string Name, RankedScores Scores)> Ranked(Predictions predictions)
    {
        var columns = predictions.Columns;
        int[] shown = predictions.Task.Kind == TaskKind.Binary ? [columns - 1] : [.. Enumerable.Range(0, columns)];
        return [.. shown.Select(column => (
                Name: predictions.Names[columns == 1 ? predictions.Names.Count - 1 : column],
                Scores: predictions.Column(column),
                Truth: predictions.Task.AreClasses
                    ? Array.ConvertAll(predictions.Targets, t => (int)t == (columns == 1 ? 1 : column))
                    : Array.ConvertAll(predictions.TargetColumn(column), t => t > 0.5f)))
            .Where(c => c.Truth.Distinct().Count() == 2)
            .Select(c => (c.Name, Scores: new RankedScores(c.Scores, c.Truth)))
            .OrderBy(c => c.Scores.AreaUnderRoc())
            .Take(PlotStyle.Series.Length)];
    }

    private static PlotModel Curves(
        string x, string y, IEnumerable<(string Name, double Area, IReadOnlyList<(double X, double Y)> Points)> curves)
    {
        var model = PlotStyle.Model(hasLegend: true);
        model.Axes.Add(PlotStyle.Axis(AxisPosition.Bottom, x, -0.01, 1.01));
        model.Axes.Add(PlotStyle.Axis(AxisPosition.Left, y, -0.01, 1.01));
        foreach (var (index, (name, area, points)) in curves.Index())
        {
            var line = new LineSeries
            {
                Title = string.Create(CultureInfo.InvariantCulture, $"{Shortened(name)} ({area:F3})"),
                Color = PlotStyle.Series[index],
                StrokeThickness = 2,
                Decimator = null,
            };
            line.Points.AddRange(Thinned(points).Select(p => new DataPoint(p.X, p.Y)));
            model.Series.Add(line);
        }

        return model;
    }

    /// <summary>Leaves out points where a curve has more of them than pixels.</summary>
    private static IEnumerable<(double X, double Y)> Thinned(IReadOnlyList<(double X, double Y)> points)
    {
        var step = Math.Max(1, points.Count / MostPoints);
        return points.Where((_, i) => i % step == 0 || i == points.Count - 1);
    }

    private static PlotModel Confusion(IReadOnlyList<IReadOnlyList<int>> matrix, IReadOnlyList<string> names)
    {
        var (model, count) = (PlotStyle.Model(), matrix.Count);
        var labels = names.Select(Shortened).ToList();
        model.Axes.Add(Categories(AxisPosition.Bottom, "predicted", labels));
        // The first class is on top, as in a table.
        model.Axes.Add(Categories(AxisPosition.Left, "true", Enumerable.Reverse(labels)));
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
        // So many letters fit below a plot in one line.
        axis.Angle = position == AxisPosition.Bottom && axis.Labels.Max(label => label.Length) * axis.Labels.Count > MostLetters ? -45 : 0;
        axis.FontSize = axis.Labels.Count > MostNumbers ? 8 : 12;
        return axis;
    }

    private static PlotModel Reliability(Predictions predictions, Calibration calibration)
    {
        var model = PlotStyle.Model(hasLegend: true);
        model.Axes.Add(PlotStyle.Axis(AxisPosition.Bottom, "mean probability of the predicted class", 0, 1.01));
        model.Axes.Add(PlotStyle.Axis(AxisPosition.Left, "accuracy", 0, 1.01));
        model.Annotations.Add(PlotStyle.Diagonal());
        var labels = predictions.Labels();
        var scaled = Tempering.Apply(predictions.Outputs, predictions.Count, calibration.Temperature);
        Add("unscaled", calibration.ErrorBefore, predictions.Outputs, MarkerType.Square);
        if (calibration.IsScaled)
        {
            var temperature = string.Create(CultureInfo.InvariantCulture, $"temperature {calibration.Temperature:F2}");
            Add(temperature, calibration.ErrorAfter, scaled, MarkerType.Circle);
        }

        return model;

        void Add(string name, double error, float[] outputs, MarkerType marker)
        {
            var colour = marker == MarkerType.Square ? PlotStyle.Orange : PlotStyle.Blue;
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
            points.Points.AddRange(bins.Select(b =>
                new ScatterPoint(b.Confidence, b.Accuracy, 1.5 + (7 * Math.Sqrt((double)b.Count / labels.Length)))));
            model.Series.Add(line);
            model.Series.Add(points);
        }
    }

    /// <summary>A name with an ellipsis in its middle where it is long.</summary>
    private static string Shortened(string name)
    {
        if (name.Length <= MostOfName)
        {
            return name;
        }

        // Both halves of a letter of 32 bits stay together.
        var (begin, end) = (MostOfName / 2, name.Length - (MostOfName / 2) + 1);
        begin -= char.IsHighSurrogate(name[begin - 1]) ? 1 : 0;
        end += char.IsLowSurrogate(name[end]) ? 1 : 0;
        return $"{name[..begin]}…{name[end..]}";
    }
}
