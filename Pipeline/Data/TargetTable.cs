using System.Globalization;

namespace Transfer.Pipeline;

/// <summary>
/// Reads images with their targets from a CSV: <c>path,label</c> with a class each, or with labels such as <c>a|b</c>; or <c>path</c> and columns of
/// numbers.
/// </summary>
public static class TargetTable
{
    private const string PathColumn = "path";
    private const string LabelColumn = "label";

    /// <summary>Reads the table.</summary>
    /// <param name="folder">The folder that paths are relative to.</param>
    /// <param name="table">The CSV.</param>
    /// <param name="task">What is learnt, as <see cref="TaskOptions.Kind"/> has it; null for what the columns say.</param>
    /// <param name="validationSplit">The share that is set aside where no path begins with <c>validation/</c>, above 0 and below 1; of each class where there are classes.</param>
    /// <param name="seed">Decides which images are set aside.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">There is no such table, or an image of it is missing.</exception>
    /// <exception cref="InvalidDataException">The table makes no sense.</exception>
    public static ImageDataset Read(string folder, string table, string? task, double validationSplit, long seed)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(table);
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"There is no folder '{folder}'. Give the folder that the paths in '{table}' are relative to.");
        }

        var csv = CsvTable.Read(table);
        var paths = csv.Texts(PathColumn);
        ThrowIfMissing(folder, table, paths);
        var (kind, names, samples) = Samples(csv, folder, paths, table, task is null ? null : TaskOptions.KindOf(task));
        var (train, validation, test, how) = Split(samples, paths, kind, names, validationSplit, seed);
        var dataset = new ImageDataset
        {
            Kind = kind,
            Classes = names,
            Train = train,
            Validation = validation,
            Test = test,
            Description = "",
        };
        return dataset with { Description = $"{dataset.Counts} with {names.Count} {Noun(kind, names.Count)} from '{table}'{how}" };
    }

    private static (TaskKind Kind, IReadOnlyList<string> Names, ImageSample[] Samples) Samples(
        CsvTable csv, string folder, IReadOnlyList<string> paths, string table, TaskKind? wanted)
    {
        var files = paths.Select(p => Path.Combine(folder, p)).ToArray();
        if (wanted is TaskKind.Regression or TaskKind.UnitRegression || (wanted is null && !csv.Columns.Contains(LabelColumn)))
        {
            string[] columns = [.. csv.Columns.Where(c => c != PathColumn)];
            return columns.Length == 0
                ? throw new InvalidDataException($"'{table}' has no column but '{PathColumn}'; expected a column '{LabelColumn}', or columns of numbers.")
                : (wanted ?? TaskKind.Regression, columns, WithTargets(files, Values(csv, columns, table, wanted)));
        }

        var texts = csv.Texts(LabelColumn);
        if (wanted == TaskKind.MultiLabel || (wanted is null && texts.Any(t => t.Contains('|', StringComparison.Ordinal) || t.Trim().Length == 0)))
        {
            var (values, labels) = csv.MultiLabels(LabelColumn);
            return labels.Count == 0
                ? throw new InvalidDataException($"No image of '{table}' has a label; expected such as 'sand|sea' in the column '{LabelColumn}'.")
                : (TaskKind.MultiLabel, labels, WithTargets(files, values));
        }

        string[] classes = [.. texts.Select(t => t.Trim()).Distinct().Order(StringComparer.Ordinal)];
        return classes.Length < 2
            ? throw new InvalidDataException($"All images of '{table}' have the class '{classes[0]}'; expected at least two classes.")
            : (classes.Length == 2 ? TaskKind.Binary : TaskKind.MultiClass, classes, [.. files.Zip(texts, (file, text) => new ImageSample(file, Array.IndexOf(classes, text.Trim())))]);
    }

    private static float[] Values(CsvTable csv, string[] columns, string table, TaskKind? wanted)
    {
        var values = csv.Numbers(columns);
        var beyond = wanted == TaskKind.UnitRegression ? Array.FindIndex(values, v => v is < 0 or > 1) : -1;
        return beyond < 0 ? values : throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
            $"'{table}' has {values[beyond]} in the column '{columns[beyond % columns.Length]}', and unit_regression learns values from 0 to 1. Use regression, or divide them."));
    }

    private static ImageSample[] WithTargets(string[] files, float[] values) =>
        [.. files.Zip(values.Chunk(values.Length / files.Length), (file, own) => new ImageSample(file, 0) { Targets = own })];

    private static (List<ImageSample> Train, List<ImageSample> Validation, List<ImageSample> Test, string How) Split(
        ImageSample[] samples, IReadOnlyList<string> paths, TaskKind kind, IReadOnlyList<string> names, double share, long seed)
    {
        // As with class folders: without train/ the other two are names like any other.
        var haveSplits = paths.Any(p => FirstFolder(p) == "train");
        var bySplit = samples.Zip(paths).ToLookup(p => haveSplits && FirstFolder(p.Second) is "validation" or "test" ? FirstFolder(p.Second) : "train", p => p.First);
        List<ImageSample> test = [.. bySplit["test"]];
        if (bySplit["validation"].Any())
        {
            return ([.. bySplit["train"]], [.. bySplit["validation"]], test, ", split by the folders of their paths");
        }

        var ordered = bySplit["train"].OrderBy(s => s.Path, StringComparer.Ordinal);
        var (train, validation) = SampleSplit.Stratified(ordered, s => s.Label, names, share, seed);
        return (train, validation, test, $"; validation is {share:P0}{(kind is TaskKind.Binary or TaskKind.MultiClass ? " of each class" : "")}, chosen by the seed");
    }

    private static string FirstFolder(string path) => path.Replace('\\', '/').TrimStart('.', '/').Split('/')[0];

    private static void ThrowIfMissing(string folder, string table, IReadOnlyList<string> paths)
    {
        var missing = paths.Where(p => !File.Exists(Path.Combine(folder, p))).ToList();
        if (missing.Count > 0)
        {
            throw new FileNotFoundException($"'{table}' names {missing.Count:N0} of {paths.Count:N0} images that are not in '{folder}', the first of them '{missing[0]}'. Paths are relative to that folder.");
        }

        if (paths.GroupBy(p => p).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new InvalidDataException($"'{table}' has the image '{twice.Key}' {twice.Count()} times; expected each once, with several labels as 'a|b'.");
        }
    }

    private static string Noun(TaskKind kind, int count) => kind switch
    {
        TaskKind.Binary or TaskKind.MultiClass => "classes",
        TaskKind.MultiLabel => count == 1 ? "label" : "labels",
        _ => count == 1 ? "value" : "values",
    };
}
