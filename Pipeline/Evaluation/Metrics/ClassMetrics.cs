namespace Transfer.Pipeline.Evaluation;

/// <summary>Computes the metrics of classes that exclude each other.</summary>
internal static class ClassMetrics
{
    /// <param name="scores">What samples are ranked by, <c>[N]</c>; null for the outputs.</param>
    public static EvaluationResult Binary(Predictions predictions, float threshold, float[]? scores = null)
    {
        var positive = predictions.Column(^1);
        var truth = Array.ConvertAll(predictions.Targets, t => t == 1);
        var labels = Array.ConvertAll(predictions.Targets, t => (int)t);
        var counts = ConfusionCounts.Of(predictions.Classes(threshold), labels, 2);
        var ranked = new RankedScores(scores ?? positive, truth);
        var losses = LogLosses(predictions, labels);
        var intervals = Bootstrap.Intervals(predictions.Count,
            weights => [ranked.AveragePrecision(weights), losses is null ? double.NaN : Bootstrap.Mean(losses, weights)], labels);
        var metrics = new List<Metric>
        {
            Metric.Of("accuracy", counts.Accuracy),
            Metric.Of("auc", ranked.AreaUnderRoc(), ranked.AreaUnderRocInterval()),
            Metric.OfShares("average_precision", ranked.AveragePrecision(), intervals[0], Math.Max(1, counts.Support(1))),
        };
        metrics.AddRange(counts.MetricsOf(1));
        if (losses is not null)
        {
            metrics.Add(Metric.Of("log_loss", losses.Average(), intervals[1]));
        }

        return Result(predictions, counts, metrics) with { Threshold = threshold };
    }

    public static EvaluationResult MultiClass(Predictions predictions)
    {
        var count = predictions.Names.Count;
        var (predicted, labels) = (predictions.Classes(), Array.ConvertAll(predictions.Targets, t => (int)t));
        var counts = ConfusionCounts.Of(predicted, labels, count);
        var losses = LogLosses(predictions, labels);
        var intervals = Bootstrap.Intervals(predictions.Count, weights =>
        {
            var drawn = ConfusionCounts.Of(predicted, labels, count, weights);
            return [drawn.MacroAccuracy, drawn.MacroF1, losses is null ? double.NaN : Bootstrap.Mean(losses, weights)];
        }, labels);
        var metrics = new List<Metric>
        {
            Metric.Of("accuracy", counts.Accuracy),
            Metric.OfShares("macro_accuracy", counts.MacroAccuracy, intervals[0], predictions.Count),
            Metric.OfShares("f1", counts.MacroF1, intervals[1], predictions.Count),
        };
        if (losses is not null)
        {
            metrics.Add(Metric.Of("log_loss", losses.Average(), intervals[2]));
        }

        return Result(predictions, counts, metrics);
    }

    private static EvaluationResult Result(Predictions predictions, ConfusionCounts counts, List<Metric> metrics) => new()
    {
        Count = predictions.Count,
        Loss = double.NaN,
        Metrics = metrics,
        Accuracy = counts.Accuracy,
        ConfusionMatrix = counts.Matrix,
        ByTarget = [.. predictions.Names.Select((name, label) => new TargetMetrics(name, counts.Support(label), counts.MetricsOf(label)))],
    };

    private static double[]? LogLosses(Predictions predictions, int[] labels) =>
        predictions.AreProbabilities ? [.. labels.Select((label, i) => Predictions.LogLoss(predictions.Row(i), label))] : null;
}
