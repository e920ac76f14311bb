namespace Transfer.Pipeline;

/// <summary>The figures of labels that do not exclude each other: of each by itself, and the means over all of them (macro).</summary>
internal static class LabelMetrics
{
    private static readonly string[] Names = ["accuracy", "precision", "recall", "f1", "auc"];

    public static EvaluationResult Of(Predictions predictions, long seed)
    {
        var labels = Enumerable.Range(0, predictions.Columns).Select(label => new Label(predictions, label)).ToArray();
        var intervals = Bootstrap.Intervals(predictions.Count, seed, weights =>
        {
            double[][] each = Array.ConvertAll(labels, l => l.Figures(weights));
            return [.. Macro(each), .. each.Select(f => f[^1])];
        });
        double[][] figures = Array.ConvertAll(labels, l => l.Measured());
        return new EvaluationResult
        {
            Count = predictions.Count,
            Loss = double.NaN,
            Metrics = [.. Macro(figures).Select((value, i) => ClassMetrics.With(Names[i], value, intervals[i]))],
            ByTarget = [.. labels.Select((label, i) => label.Result(predictions.Names[i], figures[i][^1], intervals[Names.Length + i]))],
        };
    }

    private static IEnumerable<double> Macro(double[][] labels) =>
        Names.Select((_, figure) => labels.Select(l => l[figure]).Where(v => !double.IsNaN(v)).DefaultIfEmpty(double.NaN).Average());

    private sealed class Label
    {
        private readonly float[] _scores;
        private readonly bool[] _truth;
        private readonly (int[] Answers, int[] Labels) _binary;
        private readonly RankedScores _ranked;
        private readonly ConfusionCounts _counts;

        public Label(Predictions predictions, int label)
        {
            var rows = Enumerable.Range(0, predictions.Count);
            _scores = [.. rows.Select(i => predictions.Row(i)[label] - predictions.UsualThreshold)];
            _truth = [.. rows.Select(i => predictions.Targets[(i * predictions.Columns) + label] > 0.5f)];
            _binary = (Array.ConvertAll(_scores, s => s > 0 ? 1 : 0), Array.ConvertAll(_truth, t => t ? 1 : 0));
            _ranked = new RankedScores(_scores, _truth);
            _counts = ConfusionCounts.Of(_binary.Answers, _binary.Labels, 2);
        }

        public double[] Figures(int[]? weights)
        {
            var counts = ConfusionCounts.Of(_binary.Answers, _binary.Labels, 2, weights);
            return [counts.Accuracy, counts.Precision(1), counts.Recall(1), counts.F1(1), _ranked.AreaUnderRoc(weights)];
        }

        /// <summary>The same with Microsoft.ML's area; it has none for one class alone.</summary>
        public double[] Measured() => _truth.Distinct().Count() < 2 ? Figures(null) : [.. Figures(null)[..^1], MLNetEvaluator.Binary(_scores, null, _truth).AreaUnderRocCurve];

        public TargetMetrics Result(string name, double auc, (double Low, double High) interval) => new(name, _counts.Support(1),
        [
            Metric.Of("accuracy", new Accuracy(_counts.Right, _counts.Total)),
            ClassMetrics.Share("precision", _counts.Matrix[1][1], _counts.Answered(1)),
            ClassMetrics.Share("recall", _counts.Matrix[1][1], _counts.Support(1)),
            ClassMetrics.F1(_counts, 1),
            ClassMetrics.With("auc", auc, interval),
        ]);
    }
}
