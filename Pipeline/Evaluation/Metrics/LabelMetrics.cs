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
            return [.. Macro(each)];
        });
        double[][] measured = Array.ConvertAll(labels, l => l.Metrics(null));
        return new EvaluationResult
        {
            Count = predictions.Count,
            Loss = double.NaN,
            Metrics = [.. Macro(measured).Select((value, i) => Metric.OfShares(Names[i], value, intervals[i], predictions.Count))],
            ByTarget =
            [
                .. labels.Select((label, i) => new TargetMetrics(predictions.Names[i], label.Counts.Support(1),
                [
                    Metric.Of("accuracy", label.Counts.Accuracy),
                    .. label.Counts.MetricsOf(1),
                    Metric.Of("auc", measured[i][^1], label.AreaInterval),
                ])),
            ],
        };
    }

    private static IEnumerable<double> Macro(double[][] labels) =>
        Names.Select((_, metric) => labels.Select(l => l[metric]).Where(v => !double.IsNaN(v)).DefaultIfEmpty(double.NaN).Average());

    private sealed class Label
    {
        private readonly (int[] Predicted, int[] Truth) _binary;
        private readonly RankedScores _ranked;

        public Label(Predictions predictions, int label)
        {
            var outputs = predictions.Column(label);
            var truth = Array.ConvertAll(predictions.TargetColumn(label), target => target > 0.5f);
            _binary = (Array.ConvertAll(outputs, o => o > predictions.DefaultThreshold ? 1 : 0), Array.ConvertAll(truth, t => t ? 1 : 0));
            _ranked = new RankedScores(outputs, truth);
            Counts = ConfusionCounts.Of(_binary.Predicted, _binary.Truth, 2);
        }

        public ConfusionCounts Counts { get; }

        public (double Low, double High) AreaInterval => _ranked.AreaUnderRocInterval();

        public double[] Metrics(int[]? weights)
        {
            var counts = ConfusionCounts.Of(_binary.Predicted, _binary.Truth, 2, weights);
            return [counts.Accuracy.Value, counts.Precision(1), counts.Recall(1), counts.F1(1), _ranked.AreaUnderRoc(weights)];
        }
    }
}
