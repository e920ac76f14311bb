namespace Transfer.Pipeline.Tables;

/// <summary>The column <c>split</c> of a table, which says what each sample is for.</summary>
internal static class SplitColumn
{
    /// <summary>The name of the column.</summary>
    public const string Name = "split";

    /// <summary>The name of the column in a CSV file as it is written there; null where there is none, or where it has numbers.</summary>
    public static string? In(CsvTable table) => table.Find(Name) is { } column && !table.AreNumbers(column) ? column : null;

    /// <summary>The split of each sample.</summary>
    /// <param name="texts">The fields of the column.</param>
    /// <param name="place">Where a row is, as the subject of a sentence.</param>
    /// <returns>One of the constants of <see cref="SplitNames"/> for each; none where the column is empty.</returns>
    /// <exception cref="InvalidDataException">A field names no split.</exception>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> texts, Func<int, string> place)
    {
        if (texts.All(string.IsNullOrWhiteSpace))
        {
            return [];
        }

        var splits = new string[texts.Count];
        foreach (var (row, text) in texts.Index())
        {
            splits[row] = SplitNames.Of(text.Trim()) ?? throw new InvalidDataException(
                $"{place(row)} has '{text}' in the column '{Name}'; expected train, validation or test. Correct or rename the column.");
        }

        return splits;
    }

    /// <summary>Checks that there are samples to train on.</summary>
    /// <exception cref="InvalidDataException">There are none.</exception>
    public static void RequireTrain(IReadOnlyList<string> splits, string path)
    {
        if (splits.Count > 0 && !splits.Contains(SplitNames.Train))
        {
            throw new InvalidDataException($"The column '{Name}' of '{path}' has {string.Join(" and ", splits.Distinct())} and no "
                + $"'{SplitNames.Train}'; expected rows to train on. Correct or rename the column.");
        }
    }
}
