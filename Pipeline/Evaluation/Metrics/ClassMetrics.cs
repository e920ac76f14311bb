namespace Transfer.Pipeline.Evaluation;

/// <summary>The metrics of classes that exclude each other.</summary>
internal static class ClassMetrics
{
    /// <param name="scores">What samples are ranked by, <c>[N]</c>; null for the outputs.</param>
    public static MetricSet Binary(Predictions predictions, float threshold, float[]? scores)
    {
        var (predicted, labels) = (predictions.Classes(threshold), ClassesOf(predictions));
        var ranked = new RankedScores(scores ?? predictions.Column(^1), Array.ConvertAll(labels, l => l == 1));
        var errors = Errors(predictions, labels);
        var totals = ClassTotals.Of(predicted, labels, 2);
        return new MetricSet
        {
            Count = predictions.Count,
            Names = predictions.Task.Metrics,
            Strata = labels,
            Compute = weights =>
            {
                var drawn = ClassTotals.Of(predicted, labels, 2, weights);
                return
                [
                    drawn.Accuracy.Value, drawn.BalancedAccuracy, ranked.AreaUnderRoc(weights), ranked.AveragePrecision(weights),
                    drawn.Precision(1), drawn.Recall(1), drawn.F1(1), drawn.Correlation, .. Means(errors, weights),
                ];
            },
            Known =
            [
                Metric.Of("accuracy", totals.Accuracy),
                totals.BalancedAccuracyMetric,
                Metric.Of("auc", ranked.AreaUnderRoc(), ranked.AreaUnderRocInterval()),
                .. totals.MetricsOf(1),
            ],
            Deciding = Math.Max(1, totals.Support.Min()),
        };
    }

    public static MetricSet MultiClass(Predictions predictions)
    {
        var (count, predicted, labels) = (predictions.Names.Count, predictions.Classes(), ClassesOf(predictions));
        var errors = Errors(predictions, labels);
        var totals = ClassTotals.Of(predicted, labels, count);
        return new MetricSet
        {
            Count = predictions.Count,
            Names = predictions.Task.Metrics,
            Strata = labels,
            Compute = weights =>
            {
                var drawn = ClassTotals.Of(predicted, labels, count, weights);
                return [drawn.Accuracy.Value, drawn.BalancedAccuracy, drawn.MacroF1, drawn.Correlation, .. Means(errors, weights)];
            },
            Known = [Metric.Of("accuracy", totals.Accuracy), totals.BalancedAccuracyMetric],
        };
    }

    /// <summary>Evaluates predictions.</summary>
    public static EvaluationResult Evaluate(Predictions predictions, float? threshold, float[]? scores)
    {
        var limit = predictions.Task.Kind == TaskKind.Binary ? threshold ?? predictions.DefaultThreshold : (float?)null;
        var (predicted, labels, names) = (predictions.Classes(limit), ClassesOf(predictions), predictions.Names);
        var totals = ClassTotals.Of(predicted, labels, names.Count);
        return new EvaluationResult
        {
            Count = predictions.Count,
            Loss = double.NaN,
            Metrics = MetricSet.Of(predictions, threshold, scores).Measure(),
            Accuracy = totals.Accuracy,
            ConfusionMatrix = Matrix(predicted, labels, names.Count),
            ByTarget = [.. names.Select((name, label) => new TargetMetrics(name, totals.Support[label], totals.MetricsOf(label)))],
            NeverPredicted = [.. names.Where((_, label) => totals.Support[label] > 0 && totals.Predicted[label] == 0)],
            Baseline = Baseline.Of(totals, names),
            Threshold = limit,
        };
    }

    private static int[] ClassesOf(Predictions predictions) => Array.ConvertAll(predictions.Targets, t => (int)t);

    /// <summary>Counts, <c>[classes, classes]</c>: rows are true classes, columns predicted ones.</summary>
    private static int[][] Matrix(int[] predicted, int[] labels, int classes)
    {
        int[][] matrix = [.. Enumerable.Range(0, classes).Select(_ => new int[classes])];
        for (var i = 0; i < labels.Length; i++)
        {
            matrix[labels[i]][predicted[i]]++;
        }

        return matrix;
    }

    /// <summary>The log-loss and the Brier score of each sample, <c>[N]</c> each; none where outputs are no probabilities.</summary>
    private static double[][] Errors(Predictions predictions, int[] labels) => !predictions.AreProbabilities ? [] :
    [
        [.. labels.Select((label, i) => Predictions.LogLoss(predictions.Row(i), label))],
        [.. labels.Select((label, i) => predictions.Brier(i, label))],
    ];

    private static IEnumerable<double> Means(double[][] errors, int[]? weights) => errors.Select(e => Bootstrap.Mean(e, weights));
}
