namespace Transfer.Pipeline.Evaluation;

/// <summary>The sums of a confusion matrix and the metrics that follow from them. A ratio without samples is 0.</summary>
/// <param name="Right">For each class the number of its samples that are predicted as it, <c>[classes]</c>.</param>
/// <param name="Support">For each class the number of its samples, <c>[classes]</c>.</param>
/// <param name="Predicted">For each class the number of samples that are predicted as it, <c>[classes]</c>.</param>
internal sealed record ClassTotals(int[] Right, int[] Support, int[] Predicted)
{
    public int Count => Support.Sum();

    public Accuracy Accuracy => new(Right.Sum(), Count);

    /// <summary>The mean recall of the classes that have samples.</summary>
    public double BalancedAccuracy => MeanOf(Recall);

    /// <summary>
    /// The balanced accuracy with the interval that follows from Wilson's for the recall of each class (square and add; Newcombe, 1998, and
    /// Zou and Donner: Construction of confidence limits about effect measures, Statistics in Medicine 27, 2008).
    /// </summary>
    public Metric BalancedAccuracyMetric
    {
        get
        {
            Accuracy[] recalls = [.. Right.Zip(Support).Where(c => c.Second > 0).Select(c => new Accuracy(c.First, c.Second))];
            var below = Math.Sqrt(recalls.Sum(r => (r.Value - r.Low) * (r.Value - r.Low))) / recalls.Length;
            var above = Math.Sqrt(recalls.Sum(r => (r.High - r.Value) * (r.High - r.Value))) / recalls.Length;
            return new Metric(
                "balanced_accuracy", BalancedAccuracy, Math.Max(0, BalancedAccuracy - below), Math.Min(1, BalancedAccuracy + above));
        }
    }

    /// <summary>The mean F1 of the classes that have samples.</summary>
    public double MacroF1 => MeanOf(F1);

    /// <summary>
    /// Matthews' correlation coefficient of several classes (Gorodkin: Comparing two K-category assignments by a K-category correlation
    /// coefficient, Computational Biology and Chemistry 28, 2004); 0 where all samples or all predictions are of one class.
    /// </summary>
    public double Correlation
    {
        get
        {
            var (count, both, predicted, support) = ((double)Count, 0.0, 0.0, 0.0);
            for (var label = 0; label < Support.Length; label++)
            {
                both += (double)Predicted[label] * Support[label];
                predicted += (double)Predicted[label] * Predicted[label];
                support += (double)Support[label] * Support[label];
            }

            var scale = ((count * count) - predicted) * ((count * count) - support);
            return scale > 0 ? ((Right.Sum() * count) - both) / Math.Sqrt(scale) : 0;
        }
    }

    /// <param name="predicted">The predicted class of each sample, <c>[N]</c>.</param>
    /// <param name="truth">The true class of each sample, <c>[N]</c>.</param>
    /// <param name="weights">The number of times that each sample counts, <c>[N]</c>; null for once.</param>
    public static ClassTotals Of(int[] predicted, int[] truth, int classes, int[]? weights = null)
    {
        var totals = new ClassTotals(new int[classes], new int[classes], new int[classes]);
        for (var i = 0; i < predicted.Length; i++)
        {
            var weight = weights?[i] ?? 1;
            totals.Support[truth[i]] += weight;
            totals.Predicted[predicted[i]] += weight;
            totals.Right[truth[i]] += predicted[i] == truth[i] ? weight : 0;
        }

        return totals;
    }

    public double Precision(int label) => Ratio(Right[label], Predicted[label]);

    public double Recall(int label) => Ratio(Right[label], Support[label]);

    public double F1(int label) => Ratio(2 * Right[label], Predicted[label] + Support[label]);

    /// <summary>Precision, recall and F1 of a class, with Wilson's intervals.</summary>
    /// <remarks>
    /// F1 is 2 J / (1 + J) of the Jaccard index J and increases with it, so that the interval of J gives its own, even when all predictions
    /// are right or all are wrong.
    /// </remarks>
    public Metric[] MetricsOf(int label)
    {
        var right = Right[label];
        var jaccard = Share("", right, Predicted[label] + Support[label] - right);
        return
        [
            Share("precision", right, Predicted[label]),
            Share("recall", right, Support[label]),
            new Metric("f1", F1(label), FromJaccard(jaccard.Low), FromJaccard(jaccard.High)),
        ];

        static double FromJaccard(double j) => 2 * j / (1 + j);

        // Nothing is known of a share of no samples.
        static Metric Share(string name, int part, int whole) =>
            whole == 0 ? new Metric(name, 0, 0, 1) : Metric.Of(name, new Accuracy(part, whole));
    }

    private double MeanOf(Func<int, double> metric) =>
        Enumerable.Range(0, Support.Length).Where(label => Support[label] > 0).Select(metric).DefaultIfEmpty(double.NaN).Average();

    private static double Ratio(int part, int whole) => whole == 0 ? 0 : (double)part / whole;
}
