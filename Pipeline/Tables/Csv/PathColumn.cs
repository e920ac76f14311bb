namespace Transfer.Pipeline.Tables;

/// <summary>The column of a CSV file with the paths of images.</summary>
internal static class PathColumn
{
    private static readonly string[] Names = ["path", "filename", "file", "image", "image_path"];

    /// <summary>Finds the column; one of numbers has no paths.</summary>
    /// <returns>Its name; null where there is none.</returns>
    /// <exception cref="InvalidDataException">There are several.</exception>
    public static string? FindIn(CsvTable table) =>
        table.Find([.. Names.Where(n => table.Columns.Any(c => c.Equals(n, StringComparison.OrdinalIgnoreCase) && !table.AreNumbers(c)))]);

    /// <summary>Finds the column.</summary>
    /// <exception cref="InvalidDataException">There is none, or there are several.</exception>
    public static string Of(CsvTable table, string path) => FindIn(table) ?? table.Find(Names) ?? throw new InvalidDataException(
        $"'{path}' has no column '{Names[0]}'; it has {string.Join(", ", table.Columns)}. Call the column of the images' paths "
        + $"{string.Join(", ", Names[..^1])} or {Names[^1]}.");
}
