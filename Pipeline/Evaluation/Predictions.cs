using System.Globalization;
using Transfer.FeatureCache;
using Transfer.Models;

namespace Transfer.Pipeline;

/// <summary>What a model says of samples beside the truth: the content of <c>predictions-validation.csv</c> and <c>predictions-test.csv</c>.</summary>
public sealed record Predictions
{
    private const string SampleColumn = "path";
    private const string TargetColumn = "target";
    private const string Target = "target:";
    private const string Output = "output:";

    /// <summary>What was learnt; it says what outputs and targets mean.</summary>
    public required LearningTask Task { get; init; }

    /// <summary>The names of the classes, labels or values.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>Which sample each row is: an image's path relative to the folder of data, with <c>/</c> between folders.</summary>
    public required IReadOnlyList<string> Samples { get; init; }

    /// <summary>What the output activation gives, <c>[N, K]</c>; one output for two classes is that of the second.</summary>
    public required float[] Outputs { get; init; }

    /// <summary>True classes, <c>[N]</c>, or labels (0 and 1) or values, <c>[N, K]</c>.</summary>
    public required float[] Targets { get; init; }

    /// <summary>N.</summary>
    public int Count => Samples.Count;

    /// <summary>K.</summary>
    public int Columns => Outputs.Length / Math.Max(1, Count);

    /// <summary>Whether outputs are probabilities of classes.</summary>
    internal bool AreProbabilities => Task.AreClasses && Task.OutputActivation is OutputActivation.Sigmoid or OutputActivation.Softmax;

    /// <summary>The output from which on one of two classes or a label is meant: probabilities from a half, margins from 0.</summary>
    internal float UsualThreshold => Task.OutputActivation == OutputActivation.Linear ? 0 : BinaryThreshold.Usual;

    /// <summary>The outputs of a sample.</summary>
    internal ReadOnlySpan<float> Row(int index) => Outputs.AsSpan(index * Columns, Columns);

    /// <summary>The true classes, <c>[N]</c>.</summary>
    internal long[] Labels() => Array.ConvertAll(Targets, t => (long)t);

    /// <summary>The classes that the model gives, <c>[N]</c>.</summary>
    /// <param name="threshold">From where on one output means the second of two classes.</param>
    internal int[] Answers(float? threshold = null)
    {
        var from = threshold ?? UsualThreshold;
        var answers = new int[Count];
        for (var i = 0; i < answers.Length; i++)
        {
            answers[i] = ClassOf(Row(i), from);
        }

        return answers;
    }

    /// <summary>The class that outputs stand for; a softmax over two classes has a threshold too, on the second.</summary>
    internal static int ClassOf(ReadOnlySpan<float> row, float threshold) => row.Length switch
    {
        1 => row[0] > threshold ? 1 : 0,
        2 when threshold is > 0 and < 1 && threshold != BinaryThreshold.Usual => row[1] > threshold ? 1 : 0,
        _ => System.Numerics.Tensors.TensorPrimitives.IndexOfMax(row),
    };

    /// <summary>How right each sample is, <c>[N]</c>: 0 or 1, of labels a share; of values less the mean absolute error.</summary>
    internal double[] Scores()
    {
        if (Task.AreClasses)
        {
            return [.. Answers().Zip(Targets, (answer, target) => answer == (int)target ? 1.0 : 0)];
        }

        var scores = new double[Count];
        for (var i = 0; i < Outputs.Length; i++)
        {
            scores[i / Columns] += Task.Kind == TaskKind.MultiLabel
                ? (Outputs[i] > UsualThreshold) == (Targets[i] > 0.5f) ? 1.0 / Columns : 0
                : -Math.Abs(Outputs[i] - Targets[i]) / Columns;
        }

        return scores;
    }

    /// <summary>Writes a CSV: <c>path</c>, <c>target</c> (a class) or one <c>target:NAME</c> a label or value, and one <c>output:NAME</c> an output.</summary>
    internal void Save(string path)
    {
        using var file = new AtomicFile(path);
        using (var writer = CsvField.Writer(file))
        {
            writer.WriteLine(string.Join(',', Header().Select(CsvField.Quoted)));
            for (var i = 0; i < Count; i++)
            {
                string[] targets = Task.AreClasses ? [CsvField.Quoted(Names[(int)Targets[i]])] : Array.ConvertAll(Targets[(i * Columns)..((i + 1) * Columns)], Text);
                writer.WriteLine(string.Join(',', [CsvField.Quoted(Samples[i]), .. targets, .. Array.ConvertAll(Row(i).ToArray(), Text)]));
            }
        }

        file.Commit();

        static string Text(float value) => value.ToString("R", CultureInfo.InvariantCulture);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="names">The names of the run's classes, labels or values.</param>
    /// <exception cref="IOException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file does not fit the task.</exception>
    internal static Predictions Read(string path, LearningTask task, IReadOnlyList<string> names)
    {
        var table = CsvTable.Read(path);
        var empty = new Predictions { Task = task, Names = names, Samples = [], Outputs = [], Targets = [] };
        var labels = names.Index().ToDictionary(n => n.Item, n => (float)n.Index);
        string[] header = [.. empty.Header()];
        if (!table.Columns.SequenceEqual(header))
        {
            throw new InvalidDataException($"'{path}' has the columns {string.Join(", ", table.Columns)}; expected {string.Join(", ", header)}. Evaluate the validation split of the run again.");
        }

        return empty with
        {
            Samples = table.Texts(SampleColumn),
            Outputs = table.Numbers([.. header.Where(h => h.StartsWith(Output, StringComparison.Ordinal))]),
            Targets = empty.Task.AreClasses
                ? [.. table.Texts(TargetColumn).Select(t => labels.TryGetValue(t, out var label) ? label
                    : throw new InvalidDataException($"'{path}' has a class '{t}' that the run does not have. Evaluate the validation split of the run again."))]
                : table.Numbers([.. header.Where(h => h.StartsWith(Target, StringComparison.Ordinal))]),
        };
    }

    private IEnumerable<string> Header() =>
    [
        SampleColumn,
        .. Task.AreClasses ? [TargetColumn] : Names.Select(n => Target + n),
        .. (Task.Outputs == 1 ? [Names[^1]] : Names).Select(n => Output + n),
    ];
}
