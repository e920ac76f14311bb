using System.Globalization;

namespace Transfer.Pipeline.Data;

/// <summary>
/// Reads images with their targets from a CSV file: a column <c>path</c> (or <c>filename</c>, <c>file</c>, <c>image</c>,
/// <c>image_path</c>) with a column <c>label</c> (or <c>class</c>) that has a class or labels such as <c>a|b</c>, or with columns of
/// numbers; a column <c>split</c> is optional.
/// </summary>
public static class TargetTable
{
    private static readonly string[] LabelColumns = ["label", "class"];

    /// <summary>Reads the table.</summary>
    /// <param name="folder">The folder that paths are relative to.</param>
    /// <param name="table">The CSV file.</param>
    /// <param name="task">
    /// The task, a value of <see cref="TaskOptions.Kind"/>; null to infer it: columns of numbers are values, unless there is no other
    /// number than 0 and 1, which are classes where each row has a single 1, and labels otherwise.
    /// </param>
    /// <param name="validationSplit">
    /// The share that is used for validation when no image is for validation by the column <c>split</c> or, without that, by the first
    /// folder of its path (see <see cref="ImageFolder.Read"/>), above 0 and below 1; of each class if there are classes.
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
        var pathColumn = PathColumn.Of(csv, table);
        var paths = TablePaths.Of(folder, table, csv.Texts(pathColumn), csv.Place);
        TaskKind? wanted = task is null ? null : TaskOptions.KindOf(task);
        var (targets, ignored) = Targets(csv, [.. csv.Columns.Where(c => c != pathColumn)], table, wanted);
        if (targets.Classes.Count > 0 && targets.Labels.Distinct().Count() == 1)
        {
            throw new InvalidDataException(
                $"All images of '{table}' have the class '{targets.Classes[(int)targets.Labels[0]]}'; expected at least two classes.");
        }

        var (kind, names) = (wanted ?? targets.Kind, targets.Classes.Count > 0 ? targets.Classes : targets.Names);
        var samples = Samples([.. paths.Select(p => Path.Combine(folder, p))], targets);
        var (splits, description, notes) = Splits(csv, folder, table, paths);
        var parts = samples.Zip(splits).ToLookup(s => s.Second, s => s.First);
        var haveValidation = parts[SplitNames.Validation].Any();
        var (train, validation) = haveValidation
            ? ([.. parts[SplitNames.Train]], [.. parts[SplitNames.Validation]])
            : ImageFolder.Split([.. parts[SplitNames.Train].OrderBy(s => s.Path, StringComparer.Ordinal)], names, validationSplit, seed);
        var dataset = new ImageDataset
        {
            Kind = targets.Classes.Count > 0 ? targets.Kind : kind,
            Classes = names,
            Train = train,
            Validation = validation,
            Test = [.. parts[SplitNames.Test]],
            Description = "",
            HasOwnValidation = haveValidation,
            Notes = [.. csv.Notes, .. targets.Note is { } note ? (string[])[note] : [], .. ignored, .. notes],
        };
        var (noun, each) = dataset.Kind switch
        {
            TaskKind.Binary or TaskKind.MultiClass => ("classes", " of each class"),
            TaskKind.MultiLabel => (names.Count == 1 ? "label" : "labels", ""),
            _ => (names.Count == 1 ? "value" : "values", ""),
        };
        var share = ValidationShare.Describe(validationSplit, validation.Count, train.Count + validation.Count, each);
        var split = haveValidation ? "" : $"; {share}, chosen by the seed";
        return dataset with { Description = $"{dataset.Counts} with {names.Count} {noun} from '{table}'{description}{split}" };
    }

    /// <param name="columns">All columns but that of the paths.</param>
    /// <returns>The targets, and a sentence on columns that are not used.</returns>
    private static (ColumnTargets Targets, string[] Ignored) Targets(CsvTable csv, string[] columns, string table, TaskKind? wanted)
    {
        columns = [.. columns.Except([SplitColumn.In(csv) ?? ""])];
        if (columns.Length == 0)
        {
            throw new InvalidDataException($"'{table}' has no column of targets beside that of the paths; expected a column "
                + $"'{LabelColumns[0]}', or columns of numbers.");
        }

        var areValues = wanted is TaskKind.Regression or TaskKind.UnitRegression;
        var label = areValues ? null : csv.Find(LabelColumns)
            ?? (columns is [var only] && (wanted is not null || AreClasses(csv, only)) ? only : null);
        if (label is null)
        {
            var numbers = csv.Numbers(columns);
            ThrowIfNoUnit(numbers, columns, table, wanted);
            return (ColumnTargets.OfNumbers(numbers, columns, wanted, $"The {ColumnTargets.Describe(columns, table)}", csv.Place), []);
        }

        var targets = ColumnTargets.OfTexts(csv.Texts(label), label, wanted, csv.Place);
        string[] others = [.. columns.Where(c => c != label)];
        string[] named = LabelColumns.Contains(label, StringComparer.OrdinalIgnoreCase) ? [] :
            [$"The column '{label}' of '{table}' is taken as the {(targets.Classes.Count > 0 ? "classes" : "labels")}."];
        return (targets, others.Length == 0 ? named
            : [.. named, $"Not used: the {ColumnTargets.Describe(others, table)}."]);
    }

    /// <summary>Whether a column that is not called so has classes: texts without a number among them, or 0 and 1.</summary>
    private static bool AreClasses(CsvTable csv, string column) => csv.AreNumbers(column)
        ? csv.Numbers([column]) is var values && ColumnTargets.AreBits(values) && values.Distinct().Count() == 2
        : csv.Texts(column).All(text => !CsvNumber.TryParse(text, out _));

    private static (IReadOnlyList<string> Splits, string Description, IReadOnlyList<string> Notes) Splits(
        CsvTable csv, string folder, string table, string[] paths)
    {
        if (SplitColumn.In(csv) is { } column && SplitColumn.Of(csv.Texts(column), csv.Place) is { Count: > 0 } splits)
        {
            SplitColumn.RequireTrain(splits, table);
            return (splits, $", split by its column '{column}'", []);
        }

        return SplitPaths.Of(folder, table, paths);
    }

    private static ImageSample[] Samples(string[] files, ColumnTargets targets)
    {
        var own = targets.Classes.Count > 0 ? [] : targets.Values.Chunk(targets.Names.Count).ToArray();
        return [.. files.Select((file, i) => targets.Classes.Count > 0
            ? new ImageSample(file, (int)targets.Labels[i]) : new ImageSample(file, 0) { Targets = own[i] })];
    }

    private static void ThrowIfNoUnit(float[] values, string[] columns, string table, TaskKind? wanted)
    {
        var invalid = wanted == TaskKind.UnitRegression ? Array.FindIndex(values, v => v is < 0 or > 1) : -1;
        if (invalid >= 0)
        {
            throw new InvalidDataException(
                string.Create(CultureInfo.InvariantCulture,
                    $"'{table}' has {values[invalid]} in the column '{columns[invalid % columns.Length]}', ")
                + "and unit_regression learns values from 0 to 1. Use regression, or divide them.");
        }
    }
}
