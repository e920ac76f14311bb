using System.Globalization;

namespace Transfer.Pipeline.Evaluation;

/// <summary>
/// CSV files of predictions: <c>path</c>, <c>target</c> (a class) or one <c>target:NAME</c> for each label or value, and one
/// <c>output:NAME</c> for each output. Columns of whole numbers may be before these.
/// </summary>
internal static class PredictionFile
{
    private const string SampleColumn = "path";
    private const string ClassColumn = "target";
    private const string Target = "target:";
    private const string Output = "output:";

    /// <summary>Writes a file.</summary>
    /// <param name="keys">The columns before the others, <c>[N]</c> each.</param>
    public static void Write(string path, Predictions predictions, params ReadOnlySpan<(string Name, int[] Values)> keys)
    {
        using var file = new AtomicFile(path);
        using (var writer = CsvField.Writer(file))
        {
            foreach (var (name, _) in keys)
            {
                writer.Write($"{name},");
            }

            writer.WriteLine(string.Join(',', Header(predictions).Select(CsvField.Quoted)));
            for (var i = 0; i < predictions.Count; i++)
            {
                foreach (var (_, values) in keys)
                {
                    writer.Write(string.Create(CultureInfo.InvariantCulture, $"{values[i]},"));
                }

                writer.WriteLine(string.Join(',', Fields(predictions, i)));
            }
        }

        file.Commit();
    }

    /// <summary>Reads a file.</summary>
    /// <param name="names">The names of the run's classes, labels or values.</param>
    /// <param name="keys">The names of the columns before the others.</param>
    /// <exception cref="IOException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file does not fit the task.</exception>
    public static Predictions Read(string path, LearningTask task, IReadOnlyList<string> names, params ReadOnlySpan<string> keys)
    {
        var table = CsvTable.Read(path);
        var empty = new Predictions { Task = task, Names = names, Samples = [], Outputs = [], Targets = [] };
        var labels = names.Index().ToDictionary(n => n.Item, n => (float)n.Index);
        string[] header = [.. keys, .. Header(empty)];
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

    private static IEnumerable<string> Header(Predictions predictions)
    {
        var (task, names) = (predictions.Task, predictions.Names);
        return
        [
            SampleColumn,
            .. task.AreClasses ? [ClassColumn] : names.Select(n => Target + n),
            .. (task.Outputs == 1 ? [names[^1]] : names).Select(n => Output + n),
        ];
    }

    private static IEnumerable<string> Fields(Predictions predictions, int index)
    {
        var columns = predictions.Columns;
        return
        [
            CsvField.Quoted(predictions.Samples[index]),
            .. predictions.Task.AreClasses ? [CsvField.Quoted(predictions.Names[(int)predictions.Targets[index]])]
                : Array.ConvertAll(predictions.Targets[(index * columns)..((index + 1) * columns)], Text),
            .. Array.ConvertAll(predictions.Row(index).ToArray(), Text),
        ];

        static string Text(float value) => value.ToString("R", CultureInfo.InvariantCulture);
    }
}
