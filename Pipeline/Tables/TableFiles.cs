using System.Globalization;

namespace Transfer.Pipeline;

/// <summary>Reads tables of features with their targets: <c>.npy</c>, <c>.npz</c>, CSV and IDX, each also as <c>.gz</c>.</summary>
public static class TableFiles
{
    private static readonly string[] FeatureNames = ["x", "features", "data", "x_train", "arr_0"];
    private static readonly string[] LabelNames = ["y", "labels", "label", "target", "targets", "y_train", "arr_1"];

    /// <summary>Whether a file of this name holds features and targets in one.</summary>
    internal static bool HoldsTargets(string path) => TableStream.Ending(path) is ".csv" or ".npz";

    /// <summary>Reads one array.</summary>
    /// <param name="path">A <c>.npy</c> or IDX file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is of another kind, damaged, or holds no numbers.</exception>
    public static TableArray ReadArray(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return TableStream.Ending(path) switch
        {
            ".npy" => NpyReader.Read(TableStream.ReadAll(path), path),
            ".csv" or ".npz" => throw new InvalidDataException($"'{path}' holds features and targets in one; give it alone."),
            _ => IdxReader.Read(TableStream.ReadAll(path), path),
        };
    }

    /// <summary>Reads features alone.</summary>
    /// <param name="path">A <c>.npy</c> or IDX file, or a CSV of numbers.</param>
    /// <param name="length">The numbers of a row.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is of another kind, damaged, or holds no numbers.</exception>
    public static float[] ReadFeatures(string path, out int length)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (TableStream.Ending(path) == ".csv")
        {
            var table = CsvTable.Read(path);
            length = table.Columns.Count;
            return table.Numbers(table.Columns);
        }

        var array = ReadArray(path);
        length = array.RowLength;
        return array.Values;
    }

    /// <summary>Reads features and targets.</summary>
    /// <param name="path">
    /// An <c>.npz</c> with <c>x</c> and <c>y</c> (or features and labels, x_train and y_train), a CSV whose first line names the columns, or the features alone.
    /// </param>
    /// <param name="labels">The targets' file where features lie alone; the targets' column in a CSV, with commas between several; null for the last column.</param>
    /// <param name="wanted">
    /// What is to be learnt, which says whether targets are classes, labels or values; null for what the data say: a column of a CSV with <c>a|b</c> has
    /// labels, any other single target is a class, and several are values.
    /// </param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">A file cannot be read, or the numbers of samples and targets differ.</exception>
    public static TableData Read(string path, string? labels = null, TaskKind? wanted = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        switch (TableStream.Ending(path))
        {
            case ".csv":
                return FromCsv(CsvTable.Read(path), labels, wanted);
            case ".npz":
                var arrays = NpzReader.Read(TableStream.ReadAll(path), path);
                return Join(Pick(arrays, FeatureNames, path), Pick(arrays, labels is null ? LabelNames : [labels], path), AreClasses(wanted), path);
            default:
                return labels is null
                    ? throw new InvalidDataException($"'{path}' has features and no targets. Give the file of the targets, too.")
                    : Join(ReadArray(path), ReadArray(labels), AreClasses(wanted), path);
        }
    }

    private static TableArray Pick(IReadOnlyDictionary<string, TableArray> arrays, string[] names, string path)
    {
        var found = names.Select(n => arrays.FirstOrDefault(a => a.Key.Equals(n, StringComparison.OrdinalIgnoreCase)).Value).FirstOrDefault(a => a is not null);
        return found ?? throw new InvalidDataException($"'{path}' has the arrays {string.Join(", ", arrays.Keys)}; expected one that is called {string.Join(" or ", names)}.");
    }

    private static TableData FromCsv(CsvTable table, string? labels, TaskKind? wanted)
    {
        string[] targets = labels?.Split(',', StringSplitOptions.TrimEntries) ?? [table.Columns[^1]];
        // Asked for first, so that a wrong name is said and not taken for a feature.
        var texts = targets.Select(table.Texts).ToArray();
        string[] features = [.. table.Columns.Except(targets)];
        var data = new TableData { Features = table.Numbers(features), Shape = [features.Length] };
        if (targets.Length == 1 && AreLabels(texts[0], wanted))
        {
            var (values, names) = table.MultiLabels(targets[0]);
            return names.Count > 0
                ? data with { Targets = values, TargetNames = names, AreLabels = true }
                : throw new InvalidDataException($"No row has a label in the column '{targets[0]}'; expected such as 'sand|sea'.");
        }

        if (!AreClasses(wanted) || targets.Length > 1)
        {
            return data with { Targets = table.Numbers(targets), TargetNames = targets };
        }

        string[] classes = [.. texts[0].Distinct().OrderBy(c => double.TryParse(c, CultureInfo.InvariantCulture, out var number) ? number : double.MaxValue).ThenBy(c => c, StringComparer.Ordinal)];
        var index = classes.Index().ToDictionary(c => c.Item, c => (long)c.Index);
        return data with { Labels = [.. texts[0].Select(t => index[t])], Classes = classes };
    }

    private static bool AreClasses(TaskKind? wanted) => wanted is null or TaskKind.Binary or TaskKind.MultiClass;

    private static bool AreLabels(IReadOnlyList<string> texts, TaskKind? wanted) => wanted switch
    {
        null => texts.Any(t => t.Contains('|', StringComparison.Ordinal)),
        // A single label can also be a column of 0 and 1.
        TaskKind.MultiLabel => texts.Any(t => !float.TryParse(t, CultureInfo.InvariantCulture, out _)),
        _ => false,
    };

    private static TableData Join(TableArray features, TableArray targets, bool areClasses, string path)
    {
        if (features.Rows != targets.Rows || features.Rows == 0)
        {
            throw new InvalidDataException($"'{path}' has {features.Rows:N0} samples and {targets.Rows:N0} targets; expected one target for each sample.");
        }

        int[] shape = features.Shape.Count > 1 ? [.. features.Shape.Skip(1)] : [1];
        var data = new TableData { Features = features.Values, Shape = shape };
        if (!areClasses || targets.RowLength > 1)
        {
            return data with
            {
                Targets = targets.Values,
                TargetNames = [.. Enumerable.Range(1, targets.RowLength).Select(i => i.ToString(CultureInfo.InvariantCulture))],
            };
        }

        if (targets.Values.FirstOrDefault(v => v < 0 || v != MathF.Floor(v), 0) is not 0 and var odd)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"'{path}' has the class {odd}; expected whole numbers from 0. Say that targets are values if they are."));
        }

        var classes = (int)targets.Values.Max() + 1;
        return data with
        {
            Labels = Array.ConvertAll(targets.Values, v => (long)v),
            Classes = [.. Enumerable.Range(0, classes).Select(i => i.ToString(CultureInfo.InvariantCulture))],
        };
    }
}
