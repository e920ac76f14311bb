using Microsoft.ML.Data;

namespace Transfer.Pipeline.Evaluation;

/// <summary>Computes the metrics of classes that exclude each other.</summary>
internal static class ClassMetrics
{
    public static EvaluationResult Binary(Predictions predictions, float threshold)
    {
        var positive = predictions.Column(^1);
        var truth = Array.ConvertAll(predictions.Targets, t => t == 1);
        var labels = Array.ConvertAll(predictions.Targets, t => (int)t);
        var counts = ConfusionCounts.Of(predictions.Classes(threshold), labels, 2);
        var ranked = new RankedScores(positive, truth);
        var losses = LogLosses(predictions, labels);
        var intervals = Bootstrap.Intervals(predictions.Count, weights =>
        [
            ranked.AreaUnderRoc(weights),
            ranked.AreaUnderPrecisionRecall(weights),
            losses is null ? double.NaN : Bootstrap.Mean(losses, weights),
        ]);
        // Microsoft.ML has no metrics for samples of a single class.
        var measured = truth.Distinct().Count() == 2
            ? MLNetEvaluator.Binary(Array.ConvertAll(positive, p => p - threshold), losses is null ? null : positive, truth)
            : null;
        var metrics = new List<Metric>
        {
            Metric.Of("accuracy", counts.Accuracy),
            Metric.Of("auc", measured?.AreaUnderRocCurve ?? double.NaN, intervals[0]),
            Metric.Of("auc_pr", measured?.AreaUnderPrecisionRecallCurve ?? double.NaN, intervals[1]),
        };
        metrics.AddRange(counts.MetricsOf(1));
        if (losses is not null)
        {
            var loss = measured is CalibratedBinaryClassificationMetrics calibrated ? calibrated.LogLoss * Math.Log(2) : losses.Average();
            metrics.Add(Metric.Of("log_loss", loss, intervals[2]));
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
        });
        var measured = MLNetEvaluator.MultiClass(predictions.Outputs, labels, predicted, count);
        var metrics = new List<Metric>
        {
            Metric.Of("accuracy", counts.Accuracy),
            Metric.Of("macro_accuracy", measured.MacroAccuracy, intervals[0]),
            Metric.Of("f1", counts.MacroF1, intervals[1]),
        };
        if (losses is not null)
        {
            metrics.Add(Metric.Of("log_loss", measured.LogLoss, intervals[2]));
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
