namespace Transfer.Pipeline.Evaluation;

/// <summary>
/// A model's outputs for samples, with their targets: the content of <c>predictions-validation.csv</c> and <c>predictions-test.csv</c>.
/// </summary>
public sealed record Predictions
{
    /// <summary>Probabilities are clipped by this much before their logarithm is taken, as in Keras.</summary>
    internal const double Epsilon = OutputLayer.Epsilon;

    /// <summary>The task, which defines the meaning of outputs and targets.</summary>
    public required LearningTask Task { get; init; }

    /// <summary>The names of the classes, labels or values.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>The sample of each row: the image's path relative to the data folder, with <c>/</c> as separator.</summary>
    public required IReadOnlyList<string> Samples { get; init; }

    /// <summary>The values of the output activation, <c>[N, K]</c>; a single output for two classes belongs to the second.</summary>
    public required float[] Outputs { get; init; }

    /// <summary>The true classes, <c>[N]</c>, or labels (0 and 1) or values, <c>[N, K]</c>.</summary>
    public required float[] Targets { get; init; }

    /// <summary>N, the number of samples.</summary>
    public int Count => Samples.Count;

    /// <summary>K, the number of outputs.</summary>
    public int Columns => Outputs.Length / Math.Max(1, Count);

    /// <summary>Whether outputs are class probabilities.</summary>
    internal bool AreProbabilities => Task.AreClasses && Task.OutputActivation is OutputActivation.Sigmoid or OutputActivation.Softmax;

    /// <summary>
    /// The decision threshold: the second class or a label is predicted above 0.5 for probabilities, above 0 for margins.
    /// </summary>
    internal float DefaultThreshold => Task.OutputActivation == OutputActivation.Linear ? 0 : BinaryThreshold.Default;

    /// <summary>The outputs of a sample, <c>[K]</c>.</summary>
    internal ReadOnlySpan<float> Row(int index) => Outputs.AsSpan(index * Columns, Columns);

    /// <summary>An output of all samples, <c>[N]</c>.</summary>
    internal float[] Column(Index column) => ColumnOf(Outputs, column.GetOffset(Columns));

    /// <summary>A label or value of all samples, <c>[N]</c>.</summary>
    internal float[] TargetColumn(int column) => ColumnOf(Targets, column);

    /// <summary>The true classes, <c>[N]</c>.</summary>
    internal long[] Labels() => Array.ConvertAll(Targets, t => (long)t);

    /// <summary>The predicted classes, <c>[N]</c>.</summary>
    /// <param name="threshold">The decision threshold of the second of two classes; null for <see cref="DefaultThreshold"/>.</param>
    internal int[] Classes(float? threshold = null) =>
        [.. Enumerable.Range(0, Count).Select(i => ClassOf(Row(i), threshold ?? DefaultThreshold))];

    /// <summary>The predicted class of a sample; a softmax over two classes has a threshold as well, on the second.</summary>
    internal static int ClassOf(ReadOnlySpan<float> row, float threshold) => row.Length switch
    {
        1 => row[0] > threshold ? 1 : 0,
        2 when threshold is > 0 and < 1 && threshold != BinaryThreshold.Default => row[1] > threshold ? 1 : 0,
        _ => System.Numerics.Tensors.TensorPrimitives.IndexOfMax(row),
    };

    /// <summary>The probability of a class of a sample.</summary>
    internal static double ProbabilityOf(ReadOnlySpan<float> row, int label) =>
        row.Length > 1 ? row[label] : label == 1 ? row[0] : 1 - row[0];

    /// <summary>The cross-entropy of a sample, in nats.</summary>
    internal static double LogLoss(ReadOnlySpan<float> row, int label) =>
        -Math.Log(Math.Clamp(ProbabilityOf(row, label), Epsilon, 1 - Epsilon));

    /// <summary>
    /// The Brier score of a sample (1950): the squared error of the probability of the second of two classes, or the sum of the squared
    /// errors of all probabilities.
    /// </summary>
    internal double Brier(int index, int label)
    {
        var row = Row(index);
        var sum = 0.0;
        if (Task.Kind == TaskKind.Binary)
        {
            return (row[^1] - (double)label) * (row[^1] - (double)label);
        }

        for (var i = 0; i < row.Length; i++)
        {
            var error = row[i] - (i == label ? 1.0 : 0);
            sum += error * error;
        }

        return sum;
    }

    /// <summary>
    /// The score of each sample, <c>[N]</c>, higher is better: 0 or 1, the share of correct labels, or the negative mean absolute error.
    /// </summary>
    internal double[] Scores()
    {
        if (Task.AreClasses)
        {
            return [.. Classes().Zip(Targets, (predicted, target) => predicted == (int)target ? 1.0 : 0)];
        }

        var scores = new double[Count];
        for (var i = 0; i < Outputs.Length; i++)
        {
            scores[i / Columns] += Task.Kind == TaskKind.MultiLabel
                ? (Outputs[i] > DefaultThreshold) == (Targets[i] > 0.5f) ? 1.0 / Columns : 0
                : -Math.Abs(Outputs[i] - Targets[i]) / Columns;
        }

        return scores;
    }

    /// <summary>The first samples.</summary>
    internal Predictions First(int count) => this with
    {
        Samples = [.. Samples.Take(count)],
        Outputs = Outputs[..(count * Columns)],
        Targets = Targets[..(Targets.Length / Count * count)],
    };

    private float[] ColumnOf(float[] values, int column) => [.. Enumerable.Range(0, Count).Select(i => values[(i * Columns) + column])];
}
