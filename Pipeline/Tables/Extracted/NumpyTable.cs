using System.Globalization;

namespace Transfer.Pipeline.Tables;

/// <summary>A matrix of features in a <c>.npy</c> file, and the CSV of the same name that says what its rows are.</summary>
internal static class NumpyTable
{
    private const string RowColumn = "row";
    private const string OutcomeColumn = "outcome";

    /// <summary>Whether there is such a CSV beside a matrix.</summary>
    public static bool IsBeside(string path) => path.EndsWith(".npy", StringComparison.OrdinalIgnoreCase) && File.Exists(TableOf(path))
        && File.ReadLines(TableOf(path)).FirstOrDefault() is { } header && header.Split(',') is [.., RowColumn] columns
        && columns.Contains(OutcomeColumn);

    /// <summary>A file, with the CSV of its rows where there is one.</summary>
    public static IEnumerable<string> WithBeside(string path) => IsBeside(path) ? [path, TableOf(path)] : [path];

    /// <exception cref="InvalidDataException">A file is damaged, or they do not match.</exception>
    public static ExtractedTable Read(string path)
    {
        var (table, beside) = (CsvTable.Read(TableOf(path)), TableOf(path));
        string[] rows = [.. table.Texts(RowColumn)];
        int[] kept = [.. rows.Index().Where(r => r.Item.Length > 0).Select(r => r.Index)];
        var isInOrder = kept.Select((line, i) => rows[line] == i.ToString(CultureInfo.InvariantCulture)).All(same => same);
        var matrix = NpyReader.Read(TableStream.ReadAll(path), path).Finite();
        if (!isInOrder || kept.Length != matrix.Rows)
        {
            throw new InvalidDataException($"'{path}' has {matrix.Rows:N0} rows, and '{beside}' names {kept.Length:N0} of them; expected "
                + "all of them, in order. Extract the features again, or give the targets as a file.");
        }

        var outcomes = table.Texts(OutcomeColumn);
        return new ExtractedTable
        {
            Path = path,
            Features = matrix.Values,
            Length = matrix.RowLength,
            Columns = table.Columns.ToDictionary(c => c, c => Kept(table.Texts(c))),
            WithoutFeatures = outcomes.Where((_, i) => rows[i].Length == 0).CountBy(o => o).ToDictionary(),
        };

        IReadOnlyList<string> Kept(IReadOnlyList<string> all) => [.. kept.Select(line => all[line])];
    }

    private static string TableOf(string path) => Path.ChangeExtension(path, ".csv");
}
