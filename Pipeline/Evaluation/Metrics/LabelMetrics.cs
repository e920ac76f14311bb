namespace Transfer.Pipeline.Evaluation;

/// <summary>Computes the metrics of labels that do not exclude each other: of each label, and the means over all of them (macro).</summary>
internal static class LabelMetrics
{
    private static readonly string[] Names = ["accuracy", "precision", "recall", "f1", "auc"];

    public static EvaluationResult Of(Predictions predictions)
    {
        var labels = Enumerable.Range(0, predictions.Columns).Select(label => new Label(predictions, label)).ToArray();
        var intervals = Bootstrap.Intervals(predictions.Count, weights =>
        {
            double[][] each = Array.ConvertAll(labels, l => l.Metrics(weights));
            return [.. Macro(each), .. each.Select(f => f[^1])];
        });
        double[][] measured = Array.ConvertAll(labels, l => l.Measured());
        return new EvaluationResult
        {
            Count = predictions.Count,
            Loss = double.NaN,
            Metrics = [.. Macro(measured).Select((value, i) => Metric.Of(Names[i], value, intervals[i]))],
            ByTarget =
            [
                .. labels.Select((label, i) => new TargetMetrics(predictions.Names[i], label.Counts.Support(1),
                [
                    Metric.Of("accuracy", label.Counts.Accuracy),
                    .. label.Counts.MetricsOf(1),
                    Metric.Of("auc", measured[i][^1], intervals[Names.Length + i]),
                ])),
            ],
        };
    }

    private static IEnumerable<double> Macro(double[][] labels) =>
        Names.Select((_, metric) => labels.Select(l => l[metric]).Where(v => !double.IsNaN(v)).DefaultIfEmpty(double.NaN).Average());

    private sealed class Label
    {
        private readonly float[] _scores;
        private readonly bool[] _truth;
        private readonly (int[] Predicted, int[] Truth) _binary;
        private readonly RankedScores _ranked;

        public Label(Predictions predictions, int label)
        {
            _scores = Array.ConvertAll(predictions.Column(label), output => output - predictions.DefaultThreshold);
            _truth = Array.ConvertAll(predictions.TargetColumn(label), target => target > 0.5f);
            _binary = (Array.ConvertAll(_scores, s => s > 0 ? 1 : 0), Array.ConvertAll(_truth, t => t ? 1 : 0));
            _ranked = new RankedScores(_scores, _truth);
            Counts = ConfusionCounts.Of(_binary.Predicted, _binary.Truth, 2);
        }

        public ConfusionCounts Counts { get; }

        public double[] Metrics(int[]? weights)
        {
            var counts = ConfusionCounts.Of(_binary.Predicted, _binary.Truth, 2, weights);
            return [counts.Accuracy.Value, counts.Precision(1), counts.Recall(1), counts.F1(1), _ranked.AreaUnderRoc(weights)];
        }

        /// <summary>The metrics with Microsoft.ML's AUC, which is not defined for samples of a single class.</summary>
        public double[] Measured() => _truth.Distinct().Count() < 2
            ? Metrics(null)
            : [.. Metrics(null)[..^1], MLNetEvaluator.Binary(_scores, null, _truth).AreaUnderRocCurve];
    }
}
