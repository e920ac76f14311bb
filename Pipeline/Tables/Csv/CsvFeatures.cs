namespace Transfer.Pipeline.Tables;

/// <summary>Reads features, with or without targets, from the columns of a CSV file.</summary>
internal static class CsvFeatures
{
    /// <summary>Reads features alone, as a model is to predict from them.</summary>
    /// <exception cref="InvalidDataException">The file is invalid, or a column that is no path and no split is no number.</exception>
    public static TableArray Read(string path)
    {
        var table = Open(path);
        var features = Features(table);
        return new TableArray(table.Numbers(features), [table.Count, features.Length]);
    }

    /// <summary>Reads features and targets.</summary>
    /// <param name="labels">
    /// The columns of the targets, with commas between; null for the last one, or for one-hot columns at the end.
    /// </param>
    /// <param name="task">The task; null to infer it.</param>
    /// <exception cref="InvalidDataException">The file is invalid.</exception>
    public static TableData Read(string path, string? labels, TaskKind? task)
    {
        var table = Open(path);
        var columns = Features(table);
        string[] targets = labels?.Split(',', StringSplitOptions.TrimEntries) ?? Last(table, columns, task);
        // Read first, so that the error is about a wrong name and not about a feature.
        var texts = targets.Select(table.Texts).ToArray();
        string[] features = [.. columns.Except(targets)];
        if (features.Length == 0)
        {
            throw new InvalidDataException($"'{path}' has no column of features beside the targets {string.Join(", ", targets)}; expected "
                + "columns of numbers.");
        }

        var split = SplitColumn.In(table);
        var data = new TableData
        {
            Features = table.Numbers(features),
            Shape = [features.Length],
            Splits = split is null ? [] : SplitColumn.Of(table.Texts(split), table.Place),
            SampleNames = Names(table),
            Notes = labels is not null ? table.Notes
                : [.. table.Notes, $"The {ColumnTargets.Describe(targets, path)} {(targets.Length == 1 ? "is" : "are")} the target."],
        };
        var isTexts = targets.Length == 1 && task is not (TaskKind.Regression or TaskKind.UnitRegression);
        return data.With(isTexts
            ? ColumnTargets.OfTexts(texts[0], targets[0], task, table.Place)
            : ColumnTargets.OfNumbers(table.Numbers(targets), targets, task, $"The {ColumnTargets.Describe(targets, path)}", table.Place));
    }

    private static CsvTable Open(string path)
    {
        var table = CsvTable.Read(path);
        CsvHeader.ThrowIfRow(table, path);
        return table;
    }

    /// <summary>The paths of the samples, where they differ.</summary>
    private static IReadOnlyList<string> Names(CsvTable table) =>
        PathColumn.FindIn(table) is { } paths && table.Texts(paths) is var names && names.Distinct().Count() == names.Count ? names : [];

    /// <summary>The columns that are no paths and no split.</summary>
    private static string[] Features(CsvTable table) =>
        [.. table.Columns.Where(c => c != PathColumn.FindIn(table) && c != SplitColumn.In(table))];

    /// <summary>The last column; or the last ones, where they have a single 1 in each row.</summary>
    private static string[] Last(CsvTable table, string[] columns, TaskKind? task)
    {
        var bits = columns.Reverse().TakeWhile(c => table.AreNumbers(c) && ColumnTargets.AreBits(table.Numbers([c]))).Reverse().ToArray();
        for (var first = 0; ColumnTargets.AreClasses(task) && first < bits.Length - 1; first++)
        {
            var values = table.Numbers(bits[first..]);
            var rows = values.Chunk(bits.Length - first).ToArray();
            if (rows.All(row => row.Sum() == 1) && Enumerable.Range(0, bits.Length - first).All(i => rows.Any(row => row[i] == 1)))
            {
                return bits[first..];
            }
        }

        return [columns[^1]];
    }
}
