using System.Globalization;
using System.Text.RegularExpressions;

namespace Transfer.Pipeline.Tables;

/// <summary>The column names of a CSV file, without columns that have none.</summary>
internal sealed partial record CsvHeader
{
    private const int MostShown = 3;

    /// <summary>The names as they are written.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>The number of columns before the first of them.</summary>
    public required int First { get; init; }

    /// <summary>What is left out, a sentence each.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <param name="columns">The fields of the first line.</param>
    /// <param name="rows">The fields of the other lines.</param>
    /// <exception cref="InvalidDataException">A name is missing, or there twice.</exception>
    public static CsvHeader Of(string[] columns, IReadOnlyList<string[]> rows, string path)
    {
        // pandas reads its own unnamed index back as 'Unnamed: 0', and writes another one before it.
        var first = columns.TakeWhile(c => c.Trim().Length == 0 || IndexPattern().IsMatch(c.Trim())).Count();
        first = first == columns.Length ? 0 : first;
        var isLastEmpty = columns[^1].Trim().Length == 0 && rows.All(row => row[^1].Trim().Length == 0);
        string[] names = isLastEmpty && first < columns.Length - 1 ? columns[first..^1] : columns[first..];
        if (Array.FindIndex(names, n => n.Trim().Length == 0) is >= 0 and var nameless)
        {
            throw new InvalidDataException($"The column {first + nameless + 1} of '{path}' has no name; expected one for each column.");
        }

        if (names.GroupBy(n => n).FirstOrDefault(n => n.Count() > 1) is { } twice)
        {
            throw new InvalidDataException($"'{path}' has the column '{twice.Key}' {twice.Count()} times; expected different names.");
        }

        string[] notes = first == 0 ? [] : [$"The first column of '{path}' "
            + $"{(columns[0].Trim().Length == 0 ? "has no name" : $"is '{columns[0].Trim()}'")}: it is taken as the index that pandas "
            + "writes, and left out."];
        return new CsvHeader { Names = names, First = first, Notes = notes };
    }

    /// <summary>Refuses a first line that could be a row: where no column of numbers has a name that is no number.</summary>
    /// <exception cref="InvalidDataException">It could.</exception>
    public static void ThrowIfRow(CsvTable table, string path)
    {
        string[] numbers = [.. table.Columns.Where(IsNumber)];
        // pandas calls the columns of an array 0, 1, 2…; that is no row where another column has a name.
        var isCounted = numbers.Length < table.Columns.Count
            && (numbers.Select((n, i) => n == Text(i)).All(same => same) || numbers.Select((n, i) => n == Text(i + 1)).All(same => same));
        if (numbers.Length > 0 && !isCounted && !table.Columns.Except(numbers).Any(table.AreNumbers))
        {
            var shown = string.Join(", ", table.Columns.Take(MostShown)) + (table.Columns.Count > MostShown ? ", …" : "");
            throw new InvalidDataException($"The first line of '{path}' has numbers ({shown}) where column names are expected. "
                + "If it is a row, write a line of names above it; if they are names, begin them with a letter, such as x0.");
        }

        static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
        static bool IsNumber(string text) => double.TryParse(text, CultureInfo.InvariantCulture, out _);
    }

    [GeneratedRegex(@"^Unnamed: \d+(_level_\d+|\.\d+)?$")]
    private static partial Regex IndexPattern();
}
