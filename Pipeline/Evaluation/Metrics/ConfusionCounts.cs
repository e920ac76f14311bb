namespace Transfer.Pipeline.Evaluation;

/// <summary>A confusion matrix and the metrics that follow from it. A ratio without samples is 0.</summary>
/// <param name="Matrix">Counts, <c>[classes, classes]</c>: rows are true classes, columns predicted ones.</param>
internal sealed record ConfusionCounts(int[][] Matrix)
{
    public Accuracy Accuracy => new(Matrix.Select((row, i) => row[i]).Sum(), Matrix.Sum(row => row.Sum()));

    /// <summary>The mean recall of the classes that have samples.</summary>
    public double MacroAccuracy => MeanOf(Recall);

    /// <summary>The mean F1 of the classes that have samples.</summary>
    public double MacroF1 => MeanOf(F1);

    public static ConfusionCounts Of(int[] predicted, int[] truth, int classes, int[]? weights = null)
    {
        var matrix = new int[classes][];
        for (var i = 0; i < classes; i++)
        {
            matrix[i] = new int[classes];
        }

        for (var i = 0; i < predicted.Length; i++)
        {
            matrix[truth[i]][predicted[i]] += weights?[i] ?? 1;
        }

        return new ConfusionCounts(matrix);
    }

    /// <summary>The number of samples of this class.</summary>
    public int Support(int label) => Matrix[label].Sum();

    public double Precision(int label) => Ratio(Matrix[label][label], Predicted(label));

    public double Recall(int label) => Ratio(Matrix[label][label], Support(label));

    public double F1(int label) => Ratio(2 * Matrix[label][label], Predicted(label) + Support(label));

    /// <summary>Precision, recall and F1 of a class, with Wilson's intervals.</summary>
    /// <remarks>
    /// F1 is 2 J / (1 + J) of the Jaccard index J and increases with it, so that the interval of J gives its own, even when all predictions
    /// are right or all are wrong.
    /// </remarks>
    public Metric[] MetricsOf(int label)
    {
        var right = Matrix[label][label];
        var jaccard = Share("", right, Predicted(label) + Support(label) - right);
        return
        [
            Share("precision", right, Predicted(label)),
            Share("recall", right, Support(label)),
            new Metric("f1", F1(label), FromJaccard(jaccard.Low), FromJaccard(jaccard.High)),
        ];

        static double FromJaccard(double j) => 2 * j / (1 + j);

        // Nothing is known of a share of no samples.
        static Metric Share(string name, int part, int whole) =>
            whole == 0 ? new Metric(name, 0, 0, 1) : Metric.Of(name, new Accuracy(part, whole));
    }

    /// <summary>The number of samples predicted as this class.</summary>
    private int Predicted(int label) => Matrix.Sum(row => row[label]);

    private double MeanOf(Func<int, double> metric) =>
        Enumerable.Range(0, Matrix.Length).Where(label => Support(label) > 0).Select(metric).DefaultIfEmpty(double.NaN).Average();

    private static double Ratio(int part, int whole) => whole == 0 ? 0 : (double)part / whole;
}
