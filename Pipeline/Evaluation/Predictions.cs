using System.Globalization;

namespace Transfer.Pipeline.Evaluation;

/// <summary>
/// A model's outputs for samples, with their targets: the content of <c>predictions-validation.csv</c> and <c>predictions-test.csv</c>.
/// </summary>
public sealed record Predictions
{
    /// <summary>Probabilities are clipped by this much before their logarithm is taken, as in Keras.</summary>
    internal const double Epsilon = OutputLayer.Epsilon;

    private const string SampleColumn = "path";
    private const string ClassColumn = "target";
    private const string Target = "target:";
    private const string Output = "output:";

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

    /// <summary>
    /// Writes a CSV: <c>path</c>, <c>target</c> (a class) or one <c>target:NAME</c> a label or value, and one <c>output:NAME</c> an output.
    /// </summary>
    internal void Save(string path)
    {
        using var file = new AtomicFile(path);
        using (var writer = CsvField.Writer(file))
        {
            writer.WriteLine(string.Join(',', Header().Select(CsvField.Quoted)));
            for (var i = 0; i < Count; i++)
            {
                string[] targets = Task.AreClasses
                    ? [CsvField.Quoted(Names[(int)Targets[i]])]
                    : Array.ConvertAll(Targets[(i * Columns)..((i + 1) * Columns)], Text);
                writer.WriteLine(string.Join(',', [CsvField.Quoted(Samples[i]), .. targets, .. Array.ConvertAll(Row(i).ToArray(), Text)]));
            }
        }

        file.Commit();

        static string Text(float value) => value.ToString("R", CultureInfo.InvariantCulture);
    }

    /// <summary>Reads a file of <see cref="Save"/>.</summary>
    /// <param name="names">The names of the run's classes, labels or values.</param>
    /// <exception cref="IOException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file does not fit the task.</exception>
    internal static Predictions Read(string path, LearningTask task, IReadOnlyList<string> names)
    {
        var table = CsvTable.Read(path);
        var empty = new Predictions { Task = task, Names = names, Samples = [], Outputs = [], Targets = [] };
        var labels = names.Index().ToDictionary(n => n.Item, n => (float)n.Index);
        string[] header = [.. empty.Header()];
        if (!table.Header.SequenceEqual(header))
        {
            throw new InvalidDataException(
                $"'{path}' has the columns {string.Join(", ", table.Header)}; expected {string.Join(", ", header)}. "
                + "Evaluate the validation split of the run again.");
        }

        return empty with
        {
            Samples = table.Texts(SampleColumn),
            Outputs = table.Numbers([.. header.Where(h => h.StartsWith(Output, StringComparison.Ordinal))]),
            Targets = empty.Task.AreClasses
                ? [.. table.Texts(ClassColumn).Select(t => labels.TryGetValue(t, out var label) ? label
                    : throw new InvalidDataException(
                        $"'{path}' has a class '{t}' that the run does not have. Evaluate the validation split of the run again."))]
                : table.Numbers([.. header.Where(h => h.StartsWith(Target, StringComparison.Ordinal))]),
        };
    }

    private float[] ColumnOf(float[] values, int column) => [.. Enumerable.Range(0, Count).Select(i => values[(i * Columns) + column])];

    private IEnumerable<string> Header() =>
    [
        SampleColumn,
        .. Task.AreClasses ? [ClassColumn] : Names.Select(n => Target + n),
        .. (Task.Outputs == 1 ? [Names[^1]] : Names).Select(n => Output + n),
    ];
}
