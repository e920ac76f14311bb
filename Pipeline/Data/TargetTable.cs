using System.Globalization;

namespace Transfer.Pipeline.Data;

/// <summary>
/// Reads images with their targets from a CSV file: columns <c>path</c> and <c>label</c>, with a class or with labels such as <c>a|b</c>,
/// or <c>path</c> and columns of numbers.
/// </summary>
public static class TargetTable
{
    private const string PathColumn = "path";
    private const string LabelColumn = "label";

    /// <summary>Reads the table.</summary>
    /// <param name="folder">The folder that paths are relative to.</param>
    /// <param name="table">The CSV file.</param>
    /// <param name="task">The task, a value of <see cref="TaskOptions.Kind"/>; null to infer it from the columns.</param>
    /// <param name="validationSplit">
    /// The share that is used for validation when no path begins with a folder for validation (see <see cref="ImageFolder.Read"/>), above 0
    /// and below 1; of each class if there are classes.
    /// </param>
    /// <param name="seed">The seed of the split; the same seed gives the same split.</param>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="FileNotFoundException">The table or one of its images does not exist.</exception>
    /// <exception cref="InvalidDataException">The table is invalid; the message says why.</exception>
    public static ImageDataset Read(string folder, string table, string? task, double validationSplit, long seed)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(table);
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException(
                $"There is no folder '{folder}'. Give the folder that the paths in '{table}' are relative to.");
        }

        var csv = CsvTable.Read(table);
        var paths = csv.Texts(PathColumn);
        CheckPaths(folder, table, paths);
        string[] files = [.. paths.Select(p => Path.Combine(folder, p))];
        var (kind, names, samples) = Samples(csv, files, table, task is null ? null : TaskOptions.KindOf(task));
        var (splits, description, notes) = SplitPaths.Of(folder, table, paths);
        var parts = samples.Zip(splits).ToLookup(s => s.Second, s => s.First);
        var haveValidation = parts[SplitNames.Validation].Any();
        var (train, validation) = haveValidation
            ? ([.. parts[SplitNames.Train]], [.. parts[SplitNames.Validation]])
            : ImageFolder.Split([.. parts[SplitNames.Train].OrderBy(s => s.Path, StringComparer.Ordinal)], names, validationSplit, seed);
        var dataset = new ImageDataset
        {
            Kind = kind,
            Classes = names,
            Train = train,
            Validation = validation,
            Test = [.. parts[SplitNames.Test]],
            Description = "",
            Notes = notes,
        };
        var (noun, each) = kind switch
        {
            TaskKind.Binary or TaskKind.MultiClass => ("classes", " of each class"),
            TaskKind.MultiLabel => (names.Count == 1 ? "label" : "labels", ""),
            _ => (names.Count == 1 ? "value" : "values", ""),
        };
        var split = haveValidation ? "" : $"; validation is {validationSplit:P0}{each}, chosen by the seed";
        return dataset with { Description = $"{dataset.Counts} with {names.Count} {noun} from '{table}'{description}{split}" };
    }

    private static (TaskKind Kind, IReadOnlyList<string> Names, ImageSample[] Samples) Samples(
        CsvTable csv, string[] files, string table, TaskKind? wanted)
    {
        if (wanted is TaskKind.Regression or TaskKind.UnitRegression || (wanted is null && !csv.Columns.Contains(LabelColumn)))
        {
            string[] columns = [.. csv.Columns.Where(c => c != PathColumn)];
            return columns.Length > 0
                ? (wanted ?? TaskKind.Regression, columns, WithTargets(files, Values(csv, columns, table, wanted)))
                : throw new InvalidDataException(
                    $"'{table}' has no column but '{PathColumn}'; expected a column '{LabelColumn}', or columns of numbers.");
        }

        string[] texts = [.. csv.Texts(LabelColumn).Select(t => t.Trim())];
        if (wanted == TaskKind.MultiLabel || (wanted is null && texts.Any(t => t.Contains('|', StringComparison.Ordinal) || t.Length == 0)))
        {
            var (values, labels) = csv.MultiLabels(LabelColumn);
            return labels.Count > 0
                ? (TaskKind.MultiLabel, labels, WithTargets(files, values))
                : throw new InvalidDataException(
                    $"No image of '{table}' has a label; expected such as 'sand|sea' in the column '{LabelColumn}'.");
        }

        string[] classes = [.. texts.Distinct().Order(StringComparer.Ordinal)];
        return classes.Length < 2
            ? throw new InvalidDataException($"All images of '{table}' have the class '{classes[0]}'; expected at least two classes.")
            : (classes.Length == 2 ? TaskKind.Binary : TaskKind.MultiClass, classes,
                [.. files.Zip(texts, (file, text) => new ImageSample(file, Array.IndexOf(classes, text)))]);
    }

    private static float[] Values(CsvTable csv, string[] columns, string table, TaskKind? wanted)
    {
        var values = csv.Numbers(columns);
        var invalid = wanted == TaskKind.UnitRegression ? Array.FindIndex(values, v => v is < 0 or > 1) : -1;
        return invalid < 0 ? values : throw new InvalidDataException(
            string.Create(CultureInfo.InvariantCulture,
                $"'{table}' has {values[invalid]} in the column '{columns[invalid % columns.Length]}', ")
            + "and unit_regression learns values from 0 to 1. Use regression, or divide them.");
    }

    private static ImageSample[] WithTargets(string[] files, float[] values) =>
        [.. files.Zip(values.Chunk(values.Length / files.Length), (file, own) => new ImageSample(file, 0) { Targets = own })];

    private static void CheckPaths(string folder, string table, IReadOnlyList<string> paths)
    {
        var missing = paths.Where(p => !File.Exists(Path.Combine(folder, p))).ToList();
        if (missing.Count > 0)
        {
            throw new FileNotFoundException($"'{table}' names {missing.Count:N0} of {paths.Count:N0} images that are not in '{folder}', "
                + $"the first of them '{missing[0]}'. Paths are relative to that folder.");
        }

        if (paths.GroupBy(p => p).FirstOrDefault(g => g.Count() > 1) is { } repeated)
        {
            throw new InvalidDataException(
                $"'{table}' has the image '{repeated.Key}' {repeated.Count()} times; expected each once, with several labels as 'a|b'.");
        }
    }
}
