using Microsoft.ML.Data;

namespace Transfer.Pipeline;

/// <summary>The figures of classes that exclude each other.</summary>
internal static class ClassMetrics
{
    // Keras clips probabilities by this much before it takes logarithms.
    private const double Epsilon = 1e-7;

    public static EvaluationResult Binary(Predictions predictions, float threshold, long seed)
    {
        var columns = predictions.Columns;
        float[] positive = [.. Enumerable.Range(0, predictions.Count).Select(i => predictions.Row(i)[columns - 1])];
        var truth = Array.ConvertAll(predictions.Targets, t => t == 1);
        var (answers, labels) = (predictions.Answers(threshold), Array.ConvertAll(predictions.Targets, t => (int)t));
        var counts = ConfusionCounts.Of(answers, labels, 2);
        var ranked = new RankedScores(positive, truth);
        var losses = predictions.AreProbabilities ? LogLosses(predictions, labels) : null;
        var intervals = Bootstrap.Intervals(predictions.Count, seed, weights =>
            [ranked.AreaUnderRoc(weights), ranked.AreaUnderPrecisionRecall(weights), losses is null ? double.NaN : Mean(losses, weights)]);
        // Microsoft.ML has no figures for one class alone.
        var measured = truth.Distinct().Count() == 2 ? MLNetEvaluator.Binary(Array.ConvertAll(positive, p => p - threshold), losses is null ? null : positive, truth) : null;
        var metrics = new List<Metric>
        {
            Metric.Of("accuracy", new Accuracy(counts.Right, counts.Total)),
            With("auc", measured?.AreaUnderRocCurve ?? double.NaN, intervals[0]),
            With("auc_pr", measured?.AreaUnderPrecisionRecallCurve ?? double.NaN, intervals[1]),
            Share("precision", counts.Matrix[1][1], counts.Answered(1)),
            Share("recall", counts.Matrix[1][1], counts.Support(1)),
            F1(counts, 1),
        };
        if (losses is not null)
        {
            metrics.Add(With("log_loss", measured is CalibratedBinaryClassificationMetrics calibrated ? calibrated.LogLoss * Math.Log(2) : losses.Average(), intervals[2]));
        }

        return Result(predictions, counts, metrics) with { Threshold = threshold };
    }

    public static EvaluationResult MultiClass(Predictions predictions, long seed)
    {
        var classes = predictions.Names.Count;
        var (answers, labels) = (predictions.Answers(), Array.ConvertAll(predictions.Targets, t => (int)t));
        var counts = ConfusionCounts.Of(answers, labels, classes);
        var losses = predictions.AreProbabilities ? LogLosses(predictions, labels) : null;
        var intervals = Bootstrap.Intervals(predictions.Count, seed, weights =>
        {
            var drawn = ConfusionCounts.Of(answers, labels, classes, weights);
            return [drawn.MacroAccuracy, drawn.MacroF1, losses is null ? double.NaN : Mean(losses, weights)];
        });
        var measured = MLNetEvaluator.MultiClass(predictions.Outputs, labels, answers, classes);
        var metrics = new List<Metric>
        {
            Metric.Of("accuracy", new Accuracy(counts.Right, counts.Total)),
            With("macro_accuracy", measured.MacroAccuracy, intervals[0]),
            With("f1", counts.MacroF1, intervals[1]),
        };
        if (losses is not null)
        {
            metrics.Add(With("log_loss", measured.LogLoss, intervals[2]));
        }

        return Result(predictions, counts, metrics);
    }

    internal static Metric With(string name, double value, (double Low, double High) interval) => new(name, value, interval.Low, interval.High);

    /// <summary>A share of samples; of none it is 0, and anything is possible.</summary>
    internal static Metric Share(string name, int part, int whole) => whole == 0 ? new Metric(name, 0, 0, 1) : Metric.Of(name, new Accuracy(part, whole));

    /// <summary>
    /// F1 is 2 J / (1 + J) of the share J that is right of all samples that have the class or are taken for it, and rises with it: Wilson's interval of J
    /// gives its own, also where no or all answers are right.
    /// </summary>
    internal static Metric F1(ConfusionCounts counts, int label)
    {
        var both = counts.Matrix[label][label];
        var share = Share("", both, counts.Answered(label) + counts.Support(label) - both);
        return new Metric("f1", counts.F1(label), Of(share.Low), Of(share.High));

        static double Of(double j) => 2 * j / (1 + j);
    }

    internal static double Mean(double[] values, int[] weights)
    {
        var (sum, total) = (0.0, 0L);
        for (var i = 0; i < values.Length; i++)
        {
            sum += values[i] * weights[i];
            total += weights[i];
        }

        return sum / total;
    }

    private static EvaluationResult Result(Predictions predictions, ConfusionCounts counts, List<Metric> metrics) => new()
    {
        Count = predictions.Count,
        Loss = double.NaN,
        Metrics = metrics,
        Accuracy = new Accuracy(counts.Right, counts.Total),
        ConfusionMatrix = counts.Matrix,
        ByTarget =
        [
            .. predictions.Names.Select((name, label) => new TargetMetrics(name, counts.Support(label),
            [
                Share("precision", counts.Matrix[label][label], counts.Answered(label)),
                Share("recall", counts.Matrix[label][label], counts.Support(label)),
                F1(counts, label),
            ])),
        ],
    };

    private static double[] LogLosses(Predictions predictions, int[] labels) => [.. labels.Select((label, i) =>
    {
        var row = predictions.Row(i);
        double probability = row.Length > 1 ? row[label] : label == 1 ? row[0] : 1 - row[0];
        return -Math.Log(Math.Clamp(probability, Epsilon, 1 - Epsilon));
    })];
}
