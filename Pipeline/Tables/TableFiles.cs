using System.Globalization;

namespace Transfer.Pipeline.Tables;

/// <summary>
/// Reads tables of features with their targets: <c>.npy</c>, <c>.npz</c>, CSV and IDX, each also as <c>.gz</c>; and the Parquet, Arrow and
/// NumPy files that an extraction writes.
/// </summary>
public static class TableFiles
{
    private const int MostClasses = 99_999;

    private static readonly string[] FeatureNames = ["x", "features", "data", "x_train", "arr_0"];
    private static readonly string[] LabelNames = ["y", "labels", "label", "target", "targets", "y_train", "arr_1"];

    /// <summary>Whether files with this extension hold both features and targets.</summary>
    internal static bool HoldsTargets(string path) => IsCsv(path) || IsExtracted(path)
        || TableStream.Extension(path) == ".npz";

    /// <summary>Reads a <c>.npy</c> or IDX file.</summary>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="InvalidDataException">The file has another format, is damaged, or does not hold real numbers.</exception>
    internal static TableArray ReadArray(string path) => TableStream.Extension(path) switch
    {
        ".npy" => NpyReader.Read(TableStream.ReadAll(path), path),
        _ when HoldsTargets(path) => throw new InvalidDataException($"'{path}' holds features and targets in one; give it alone."),
        _ => IdxReader.Read(TableStream.ReadAll(path), path),
    };

    /// <summary>Reads features without targets: a <c>.npy</c> or IDX file, or a CSV file of numbers.</summary>
    /// <inheritdoc cref="ReadArray"/>
    internal static TableArray ReadFeatures(string path)
    {
        if (IsExtracted(path))
        {
            var extracted = ExtractedTable.Read(path);
            return new TableArray(extracted.Features, [extracted.Count, extracted.Length]) { Name = path }.Finite();
        }

        return IsCsv(path) ? CsvFeatures.Read(path) : ReadArray(path).Finite();
    }

    /// <summary>Reads features and targets.</summary>
    /// <param name="path">
    /// An <c>.npz</c> file with <c>x</c> and <c>y</c> (or features and labels, x_train and y_train), a CSV file with a line of column
    /// names, a file that an extraction wrote, or a <c>.npy</c> or IDX file of features.
    /// </param>
    /// <param name="labels">
    /// The targets: a file, for <c>.npy</c> and IDX; the name of an array, for <c>.npz</c>, null for <c>y</c>; the columns separated by
    /// commas, for CSV, null for the last one, or for the last ones where they have a single 1 in each row; a column, for Parquet and
    /// Arrow, null for <c>class</c>.
    /// </param>
    /// <param name="task">
    /// The task, which decides whether targets are classes, labels or values; null to infer it: a column with <c>a|b</c> has labels, any
    /// other single target is a class, and several are values, or where there is no other number than 0 and 1, classes (a single 1 in each
    /// row) or labels.
    /// </param>
    /// <exception cref="FileNotFoundException">A file does not exist.</exception>
    /// <exception cref="InvalidDataException">A file cannot be read, or the numbers of samples and targets differ.</exception>
    public static TableData Read(string path, string? labels = null, TaskKind? task = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (IsCsv(path))
        {
            return CsvFeatures.Read(path, labels, task);
        }

        if (IsExtracted(path) || (labels is null && NumpyTable.IsBeside(path)))
        {
            return ExtractedTable.Read(path).WithTargets(labels, task);
        }

        if (TableStream.Extension(path) == ".npz")
        {
            var arrays = NpzReader.Read(TableStream.ReadAll(path), path, TableStream.MostUnpacked);
            var targets = Pick(arrays, labels is null ? LabelNames : [labels], path);
            return Join(Pick(arrays, FeatureNames, path), targets, task, path);
        }

        return labels is null
            ? throw new InvalidDataException($"'{path}' has features and no targets. Give the file of the targets, too.")
            : Join(ReadArray(path), ReadArray(labels), task, path);
    }

    private static bool IsCsv(string path) => TableStream.Extension(path) is ".csv" or ".tsv";

    private static bool IsExtracted(string path) => TableStream.Extension(path) is ".parquet" or ".arrow" or ".feather";

    private static TableArray Pick(IReadOnlyDictionary<string, TableArray> arrays, string[] names, string path)
    {
        var found = names.Select(n => arrays.FirstOrDefault(a => a.Key.Equals(n, StringComparison.OrdinalIgnoreCase)).Value);
        return found.FirstOrDefault(a => a is not null) ?? throw new InvalidDataException(
            $"'{path}' has the arrays {string.Join(", ", arrays.Keys)}; expected one that is called {string.Join(" or ", names)}.");
    }

    private static TableData Join(TableArray features, TableArray targets, TaskKind? task, string path)
    {
        if (features.Rows != targets.Rows || features.Rows == 0)
        {
            throw new InvalidDataException(
                $"'{path}' has {features.Rows:N0} samples and {targets.Rows:N0} targets; expected one target for each sample.");
        }

        int[] shape = features.Shape.Count > 1 ? [.. features.Shape.Skip(1)] : [1];
        var data = new TableData { Features = features.Finite().Values, Shape = shape };
        if (targets.Texts is { } texts && targets.RowLength == 1)
        {
            return data.With(ColumnTargets.OfTexts(texts, "y", task, Place));
        }

        var values = targets.Finite().Values;
        if (targets.RowLength > 1 || !ColumnTargets.AreClasses(task))
        {
            return data.With(ColumnTargets.OfNumbers(
                values, Numbered(1, targets.RowLength), task, $"The {targets.RowLength:N0} targets of each row of "
                    + $"'{targets.Name}'", Place));
        }

        var odd = Array.FindIndex(values, v => v is < 0 or > MostClasses || v != MathF.Floor(v));
        return odd < 0 ? data with { Labels = Array.ConvertAll(values, v => (long)v), Classes = Numbered(0, (int)values.Max() + 1) }
            : throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                $"'{targets.Name}' has the class {values[odd]} in row {odd + 1}; expected whole numbers from 0 to {MostClasses}. ")
                + "Say that targets are values if they are.");

        string Place(int row) => $"Row {row + 1} of '{targets.Name}', counted from 1,";

        static string[] Numbered(int first, int count) =>
            [.. Enumerable.Range(first, count).Select(i => i.ToString(CultureInfo.InvariantCulture))];
    }
}
