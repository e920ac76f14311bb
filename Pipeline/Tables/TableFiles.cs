using System.Globalization;

namespace Transfer.Pipeline.Tables;

/// <summary>Reads tables of features with their targets: <c>.npy</c>, <c>.npz</c>, CSV and IDX, each also as <c>.gz</c>.</summary>
public static class TableFiles
{
    private const int MostClasses = 99_999;

    private static readonly string[] FeatureNames = ["x", "features", "data", "x_train", "arr_0"];
    private static readonly string[] LabelNames = ["y", "labels", "label", "target", "targets", "y_train", "arr_1"];

    /// <summary>Whether files with this extension hold both features and targets.</summary>
    internal static bool HoldsTargets(string path) => TableStream.Extension(path) is ".csv" or ".npz";

    /// <summary>Reads a <c>.npy</c> or IDX file.</summary>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="InvalidDataException">The file has another format, is damaged, or does not hold real numbers.</exception>
    internal static TableArray ReadArray(string path) => TableStream.Extension(path) switch
    {
        ".npy" => NpyReader.Read(TableStream.ReadAll(path), path),
        ".csv" or ".npz" => throw new InvalidDataException($"'{path}' holds features and targets in one; give it alone."),
        _ => IdxReader.Read(TableStream.ReadAll(path), path),
    };

    /// <summary>Reads features without targets: a <c>.npy</c> or IDX file, or a CSV file of numbers.</summary>
    /// <inheritdoc cref="ReadArray"/>
    internal static TableArray ReadFeatures(string path)
    {
        if (TableStream.Extension(path) != ".csv")
        {
            return ReadArray(path);
        }

        var table = CsvTable.Read(path);
        return new TableArray(table.Numbers(table.Columns), [table.Count, table.Columns.Count]);
    }

    /// <summary>Reads features and targets.</summary>
    /// <param name="path">
    /// An <c>.npz</c> file with <c>x</c> and <c>y</c> (or features and labels, x_train and y_train), a CSV file with a line of column
    /// names, or a <c>.npy</c> or IDX file of features.
    /// </param>
    /// <param name="labels">
    /// The targets: a file, for <c>.npy</c> and IDX; the name of an array, for <c>.npz</c>, null for <c>y</c>; the columns separated by
    /// commas, for CSV, null for the last one.
    /// </param>
    /// <param name="task">
    /// The task, which decides whether targets are classes, labels or values; null to infer it: a CSV column with <c>a|b</c> has labels,
    /// any other single target is a class, and several are values.
    /// </param>
    /// <exception cref="FileNotFoundException">A file does not exist.</exception>
    /// <exception cref="InvalidDataException">A file cannot be read, or the numbers of samples and targets differ.</exception>
    public static TableData Read(string path, string? labels = null, TaskKind? task = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        switch (TableStream.Extension(path))
        {
            case ".csv":
                return FromCsv(CsvTable.Read(path), labels, task);
            case ".npz":
                var arrays = NpzReader.Read(TableStream.ReadAll(path), path, TableStream.MostUnpacked);
                var targets = Pick(arrays, labels is null ? LabelNames : [labels], path);
                return Join(Pick(arrays, FeatureNames, path), targets, AreClasses(task), path);
            default:
                return labels is null
                    ? throw new InvalidDataException($"'{path}' has features and no targets. Give the file of the targets, too.")
                    : Join(ReadArray(path), ReadArray(labels), AreClasses(task), path);
        }
    }

    private static TableArray Pick(IReadOnlyDictionary<string, TableArray> arrays, string[] names, string path)
    {
        var found = names.Select(n => arrays.FirstOrDefault(a => a.Key.Equals(n, StringComparison.OrdinalIgnoreCase)).Value);
        return found.FirstOrDefault(a => a is not null) ?? throw new InvalidDataException(
            $"'{path}' has the arrays {string.Join(", ", arrays.Keys)}; expected one that is called {string.Join(" or ", names)}.");
    }

    private static TableData FromCsv(CsvTable table, string? labels, TaskKind? task)
    {
        string[] targets = labels?.Split(',', StringSplitOptions.TrimEntries) ?? [table.Columns[^1]];
        // Read first, so that the error is about a wrong name and not about a feature.
        var texts = targets.Select(table.Texts).ToArray();
        string[] features = [.. table.Columns.Except(targets)];
        var data = new TableData { Features = table.Numbers(features), Shape = [features.Length] };
        if (targets.Length == 1 && AreLabels(texts[0], task))
        {
            var (values, names) = table.MultiLabels(targets[0]);
            return names.Count > 0
                ? data with { Targets = values, TargetNames = names, AreLabels = true }
                : throw new InvalidDataException($"No row has a label in the column '{targets[0]}'; expected such as 'sand|sea'.");
        }

        if (!AreClasses(task) || targets.Length > 1)
        {
            return data with { Targets = table.Numbers(targets), TargetNames = targets };
        }

        string[] classes = [.. texts[0].Distinct().OrderBy(Number).ThenBy(c => c, StringComparer.Ordinal)];
        var index = classes.Index().ToDictionary(c => c.Item, c => (long)c.Index);
        return data with { Labels = [.. texts[0].Select(t => index[t])], Classes = classes };

        static double Number(string text) => double.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : double.MaxValue;
    }

    private static bool AreClasses(TaskKind? task) => task is null or TaskKind.Binary or TaskKind.MultiClass;

    private static bool AreLabels(IReadOnlyList<string> texts, TaskKind? task) => task switch
    {
        null => texts.Any(t => t.Contains('|', StringComparison.Ordinal)),
        // A column of 0 and 1 is a single label, and not the names of labels.
        TaskKind.MultiLabel => texts.Any(t => !float.TryParse(t, CultureInfo.InvariantCulture, out _)),
        _ => false,
    };

    private static TableData Join(TableArray features, TableArray targets, bool areClasses, string path)
    {
        if (features.Rows != targets.Rows || features.Rows == 0)
        {
            throw new InvalidDataException(
                $"'{path}' has {features.Rows:N0} samples and {targets.Rows:N0} targets; expected one target for each sample.");
        }

        int[] shape = features.Shape.Count > 1 ? [.. features.Shape.Skip(1)] : [1];
        var data = new TableData { Features = features.Values, Shape = shape };
        if (!areClasses || targets.RowLength > 1)
        {
            return data with
            {
                Targets = targets.Values,
                TargetNames = Numbered(1, targets.RowLength),
            };
        }

        if (targets.Values.FirstOrDefault(v => v is < 0 or > MostClasses || v != MathF.Floor(v), 0) is not 0 and var odd)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                $"'{path}' has the class {odd}; expected whole numbers from 0 to {MostClasses}. Say that targets are values if they are."));
        }

        return data with { Labels = Array.ConvertAll(targets.Values, v => (long)v), Classes = Numbered(0, (int)targets.Values.Max() + 1) };

        static string[] Numbered(int first, int count) =>
            [.. Enumerable.Range(first, count).Select(i => i.ToString(CultureInfo.InvariantCulture))];
    }
}
