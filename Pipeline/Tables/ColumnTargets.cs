using System.Globalization;

namespace Transfer.Pipeline.Tables;

/// <summary>The targets of samples, read from columns: classes, labels or values.</summary>
internal sealed record ColumnTargets
{
    private const int MostShown = 6;

    /// <summary>The class of each sample, <c>[N]</c>; empty for labels and values.</summary>
    public long[] Labels { get; init; } = [];

    /// <summary>The names of the classes, those that are numbers in their order; empty for labels and values.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>Labels (0 and 1) or values, <c>[N, K]</c>; empty for classes.</summary>
    public float[] Values { get; init; } = [];

    /// <summary>The names of the labels or values; empty for classes.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Whether <see cref="Values"/> are labels.</summary>
    public bool AreLabels { get; init; }

    /// <summary>Whether each class, label or value is a column.</summary>
    public bool AreColumns { get; init; }

    /// <summary>What is assumed, in a sentence; null for nothing.</summary>
    public string? Note { get; init; }

    /// <summary>The kind of task that the targets suggest.</summary>
    public TaskKind Kind => Classes.Count == 2 ? TaskKind.Binary : Classes.Count > 0 ? TaskKind.MultiClass
        : AreLabels ? TaskKind.MultiLabel : TaskKind.Regression;

    /// <summary>Whether a task is one of classes; that is also assumed of a single target where no task is given.</summary>
    public static bool AreClasses(TaskKind? task) => task is null or TaskKind.Binary or TaskKind.MultiClass;

    /// <summary>Reads a column of classes such as <c>cat</c>, or of labels such as <c>sand|sea</c>.</summary>
    /// <param name="column">The name of the column.</param>
    /// <param name="task">The task; null to infer it: a column in which a field has <c>|</c> has labels.</param>
    /// <param name="place">Where a row is, as the subject of a sentence.</param>
    /// <exception cref="InvalidDataException">A row has no class, or all have the same.</exception>
    public static ColumnTargets OfTexts(IReadOnlyList<string> texts, string column, TaskKind? task, Func<int, string> place)
    {
        string[] trimmed = [.. texts.Select(t => t.Trim())];
        if (task == TaskKind.MultiLabel || (task is null && trimmed.Any(t => t.Contains('|', StringComparison.Ordinal))))
        {
            // A column of 0 and 1 is a single label, and not the names of two.
            return trimmed.All(t => t is "0" or "1")
                ? new ColumnTargets { Values = Array.ConvertAll(trimmed, t => t == "1" ? 1f : 0), Names = [column], AreLabels = true }
                : OfLabels(trimmed, column, place);
        }

        var empty = Array.FindIndex(trimmed, t => t.Length == 0);
        if (empty >= 0)
        {
            throw new InvalidDataException($"{place(empty)} has no class in the column '{column}'; expected one for each sample. Fill the "
                + "field in or leave the row out, or choose the task multilabel if a sample may have no label.");
        }

        string[] classes = [.. trimmed.Distinct().OrderBy(Number).ThenBy(c => c, StringComparer.Ordinal)];
        var index = classes.Index().ToDictionary(c => c.Item, c => (long)c.Index);
        return new ColumnTargets { Labels = Array.ConvertAll(trimmed, t => index[t]), Classes = classes };

        static double Number(string text) =>
            double.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : double.MaxValue;
    }

    /// <summary>Reads columns of numbers: values, or, where there is no other number than 0 and 1, classes or labels.</summary>
    /// <param name="values"><c>[N, K]</c>.</param>
    /// <param name="names">The names of the K columns.</param>
    /// <param name="task">The task; null to infer it.</param>
    /// <param name="source">The columns in words, as the subject of a sentence, such as <c>The columns a, b of 'x.csv'</c>.</param>
    /// <param name="place">Where a row is, as the subject of a sentence.</param>
    /// <exception cref="InvalidDataException">Columns of classes do not have one 1 in each row.</exception>
    public static ColumnTargets OfNumbers(
        float[] values, IReadOnlyList<string> names, TaskKind? task, string source, Func<int, string> place)
    {
        var asGiven = new ColumnTargets { Values = values, Names = names, AreColumns = true };
        if (task is TaskKind.Regression or TaskKind.UnitRegression || (task is null && (names.Count == 1 || !AreBits(values))))
        {
            return asGiven;
        }

        if (task == TaskKind.MultiLabel)
        {
            return asGiven with { AreLabels = true };
        }

        var rows = values.Chunk(names.Count).ToArray();
        var odd = Array.FindIndex(rows, row => !AreBits(row) || row.Sum() != 1);
        if (odd < 0)
        {
            return new ColumnTargets
            {
                Labels = Array.ConvertAll(rows, row => (long)Array.IndexOf(row, 1)),
                Classes = names,
                AreColumns = true,
                Note = $"{source} have a single 1 in each row, and are taken as classes. Choose the task multilabel if they are labels "
                    + "that do not exclude each other, or regression if they are values.",
            };
        }

        if (task is not null)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                $"{place(odd)} has {string.Join(", ", rows[odd].Take(MostShown))}{(names.Count > MostShown ? ", …" : "")} in its ")
                + $"{names.Count} targets, and classes exclude each other: expected one 1 and otherwise 0. Use multilabel or regression.");
        }

        return asGiven with
        {
            AreLabels = true,
            Note = $"{source} have only 0 and 1, and not a single 1 in each row: they are taken as labels that do not exclude each other. "
                + "Choose the task regression if they are values.",
        };
    }

    /// <summary>Whether there are only 0 and 1.</summary>
    public static bool AreBits(IEnumerable<float> values) => values.All(v => v is 0 or 1);

    /// <summary>Columns in words, such as <c>columns a, b of 'x.csv'</c>; of many the first and the last.</summary>
    public static string Describe(IReadOnlyList<string> columns, string path) => (columns.Count == 1 ? "column " : "columns ")
        + (columns.Count <= MostShown ? string.Join(", ", columns) : $"{string.Join(", ", columns.Take(2))}, … {columns[^1]}")
        + $" of '{path}'";

    private static ColumnTargets OfLabels(string[] texts, string column, Func<int, string> place)
    {
        string[][] rows = [.. texts.Select(t => t.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
        string[] labels = [.. rows.SelectMany(r => r).Distinct().Order(StringComparer.Ordinal)];
        if (labels.Length == 0)
        {
            throw new InvalidDataException($"{place(0)} and all others have no label in the column '{column}'; expected such as "
                + "'sand|sea'.");
        }

        var index = labels.Index().ToDictionary(l => l.Item, l => l.Index);
        var values = new float[rows.Length * labels.Length];
        foreach (var (row, own) in rows.Index())
        {
            foreach (var label in own)
            {
                values[(row * labels.Length) + index[label]] = 1;
            }
        }

        return new ColumnTargets { Values = values, Names = labels, AreLabels = true };
    }
}
