namespace Transfer.Pipeline.Evaluation;

/// <summary>The metrics of labels that do not exclude each other: of each label, and the means over all of them (macro).</summary>
internal static class LabelMetrics
{
    public static MetricSet Of(LabelScores[] labels)
    {
        var count = labels[0].Count;
        double[] areExact = [.. Enumerable.Range(0, count).Select(i => labels.All(l => l.IsRight(i)) ? 1.0 : 0)];
        double[]? briers = labels[0].AreProbabilities
            ? [.. Enumerable.Range(0, count).Select(i => labels.Average(l => l.Brier(i)))] : null;
        return new MetricSet
        {
            Count = count,
            Names = LearningTask.LabelMetrics(briers is not null),
            Compute = weights =>
            {
                var drawn = Array.ConvertAll(labels, l => l.TotalsOf(weights));
                return
                [
                    drawn.Average(t => t.Accuracy.Value), Bootstrap.Mean(areExact, weights), drawn.Average(t => t.Precision(1)),
                    drawn.Average(t => t.Recall(1)), drawn.Average(t => t.F1(1)), MicroF1(drawn),
                    Mean(labels.Select(l => l.Ranked.AreaUnderRoc(weights))), Mean(labels.Select(l => l.Ranked.AveragePrecision(weights))),
                    .. briers is null ? (double[])[] : [Bootstrap.Mean(briers, weights)],
                ];
            },
            Known = [Metric.Of("exact_match", new Accuracy((int)areExact.Sum(), count))],
        };
    }

    public static EvaluationResult Evaluate(Predictions predictions)
    {
        var labels = Enumerable.Range(0, predictions.Columns).Select(label => new LabelScores(predictions, label)).ToArray();
        var precisions = Bootstrap.Intervals(
            predictions.Count, weights => Array.ConvertAll(labels, l => l.Ranked.AveragePrecision(weights)));
        return new EvaluationResult
        {
            Count = predictions.Count,
            Loss = double.NaN,
            Metrics = Of(labels).Measure(),
            ByTarget = [.. labels.Select((label, i) => new TargetMetrics(predictions.Names[i], label.Totals.Support[1],
            [
                Metric.Of("accuracy", label.Totals.Accuracy),
                .. label.Totals.MetricsOf(1),
                Metric.Of("auc", label.Ranked.AreaUnderRoc(), label.Ranked.AreaUnderRocInterval()),
                Metric.OfDraws(
                    "average_precision", label.Ranked.AveragePrecision(), precisions[i], Math.Max(1, label.Totals.Support[1])),
            ]))],
            NeverPredicted = [.. predictions.Names.Where((_, i) => labels[i].Totals is { Support: [_, > 0], Predicted: [_, 0] })],
            Baseline = Baseline.Of(labels),
        };
    }

    /// <summary>F1 of the labels of all samples together.</summary>
    private static double MicroF1(ClassTotals[] labels)
    {
        var (right, all) = (labels.Sum(t => t.Right[1]), labels.Sum(t => t.Predicted[1] + t.Support[1]));
        return all == 0 ? 0 : 2.0 * right / all;
    }

    /// <summary>The mean over the labels for which there is a value.</summary>
    private static double Mean(IEnumerable<double> values) => values.Where(v => !double.IsNaN(v)).DefaultIfEmpty(double.NaN).Average();
}
