namespace Transfer.Pipeline.Tables;

/// <summary>A file of features as an extraction writes it, without the rows that have none.</summary>
internal sealed record ExtractedTable
{
    private const string ClassColumn = "class";
    private const string NameColumn = "path";
    private const string ViewColumn = "view";

    /// <summary>The name of the file in messages.</summary>
    public required string Path { get; init; }

    /// <summary>The features, <c>[N, F]</c>.</summary>
    public required float[] Features { get; init; }

    /// <summary>F, the number of features of a row.</summary>
    public required int Length { get; init; }

    /// <summary>The fields of all other columns, as texts.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Columns { get; init; }

    /// <summary>The number of rows without features, by their outcome.</summary>
    public required IReadOnlyDictionary<string, int> WithoutFeatures { get; init; }

    /// <summary>What made the features, by name; empty where the file does not say it.</summary>
    public IReadOnlyDictionary<string, string> Recipe { get; init; } = new Dictionary<string, string>();

    /// <summary>N, the number of rows.</summary>
    public int Count => Features.Length / Length;

    /// <summary>Reads a Parquet, Arrow or NumPy file.</summary>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, or another program's.</exception>
    public static ExtractedTable Read(string path)
    {
        var table = TableStream.Extension(path) == ".npy" ? NumpyTable.Read(path) : ArrowTable.Read(path);
        return table.Features.Length > 0 ? table
            : throw new InvalidDataException($"'{path}' has no rows with features. Extract them again.");
    }

    /// <summary>The features with their targets.</summary>
    /// <param name="labels">The columns of the targets, with commas between; null for <c>class</c>.</param>
    /// <param name="task">The task; null to infer it.</param>
    /// <exception cref="InvalidDataException">There is no such column, or it has no targets.</exception>
    public TableData WithTargets(string? labels, TaskKind? task)
    {
        string[] targets = labels?.Split(',', StringSplitOptions.TrimEntries) ?? [ClassColumn];
        var texts = targets.Select(Texts).ToArray();
        var names = Columns.GetValueOrDefault(NameColumn) ?? [];
        int[] views = Columns.GetValueOrDefault(ViewColumn) is { } own ? [.. Numbers(ViewColumn, own).Select(v => (int)v)] : [];
        _ = new TableArray(Features, [Count, Length]) { Name = Path }.Finite();
        var data = new TableData
        {
            Features = Features,
            Shape = [Length],
            Splits = Columns.TryGetValue(SplitColumn.Name, out var splits) ? SplitColumn.Of(splits, Place) : [],
            SampleNames = views.All(v => v == 0) ? names
                : [.. names.Select((name, i) => views[i] == 0 ? name : $"{name}, view {views[i]}")],
            Images = views.All(v => v == 0) ? [] : names,
            Views = views.All(v => v == 0) ? [] : views,
            Recipe = Recipe,
            Notes = [.. Notes()],
        };
        if (targets.Length == 1 && task is not (TaskKind.Regression or TaskKind.UnitRegression))
        {
            return data.With(ColumnTargets.OfTexts(texts[0], targets[0], task, Place));
        }

        var columns = targets.Zip(texts, Numbers).ToArray();
        float[] values = [.. Enumerable.Range(0, Count).SelectMany(i => columns.Select(c => c[i]))];
        return data.With(ColumnTargets.OfNumbers(values, targets, task, $"The {ColumnTargets.Describe(targets, Path)}", Place));
    }

    private IReadOnlyList<string> Texts(string column) => Columns.GetValueOrDefault(column) ?? throw new InvalidDataException(
        $"'{Path}' has no column '{column}'; it has {string.Join(", ", Columns.Keys)}.");

    private float[] Numbers(string column, IReadOnlyList<string> texts) => [.. texts.Select((text, i) =>
        CsvNumber.TryParse(text, out var number) ? number
        : throw new InvalidDataException($"{Place(i)} has '{text}' in the column '{column}'; expected {CsvNumber.Expected(text)}"))];

    private string Place(int row) => Columns.TryGetValue(NameColumn, out var names) ? $"'{names[row]}' of '{Path}'"
        : $"Row {row + 1} of the features of '{Path}', counted from 1,";

    private IEnumerable<string> Notes()
    {
        if (Recipe.Count > 0)
        {
            yield return $"Features of '{Path}': "
                + $"{string.Join(", ", FeatureMetadata.Shown.Where(Recipe.ContainsKey).Select(k => $"{k} {Recipe[k]}"))}.";
        }

        if (WithoutFeatures.Count > 0)
        {
            yield return $"Left out: {WithoutFeatures.Values.Sum():N0} rows of '{Path}' without features "
                + $"({string.Join(", ", WithoutFeatures.OrderByDescending(o => o.Value).Select(o => $"{o.Value:N0} {o.Key}"))}).";
        }
    }
}
