namespace Transfer.Pipeline.Data;

/// <summary>The paths of images that a table names, in one spelling.</summary>
internal static class TablePaths
{
    /// <summary>Gets the paths and checks them.</summary>
    /// <param name="folder">The folder that paths are relative to.</param>
    /// <param name="table">The name of the table.</param>
    /// <param name="texts">The paths as the table has them.</param>
    /// <param name="place">Where a row is, as the subject of a sentence.</param>
    /// <returns>Paths relative to the folder, without <c>.</c> and <c>..</c> where they lie in it.</returns>
    /// <exception cref="FileNotFoundException">Some do not exist.</exception>
    /// <exception cref="InvalidDataException">An image is named twice.</exception>
    public static string[] Of(string folder, string table, IReadOnlyList<string> texts, Func<int, string> place)
    {
        string[] files = [.. texts.Select(text => Resolve(folder, text))];
        int[] missing = [.. files.Index().Where(f => !File.Exists(f.Item)).Select(f => f.Index)];
        if (missing.Length > 0)
        {
            throw new FileNotFoundException($"'{table}' names {missing.Length:N0} of {files.Length:N0} images that are not in '{folder}', "
                + $"the first of them '{texts[missing[0]]}' ({place(missing[0])}). Paths are relative to that folder.");
        }

        var comparer = OperatingSystem.IsLinux() ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase;
        var repeated = files.Index().GroupBy(f => f.Item, f => f.Index, comparer).FirstOrDefault(g => g.Count() > 1)?.ToArray();
        if (repeated is not null)
        {
            var other = texts[repeated[1]] == texts[repeated[0]] ? "" : $", as '{texts[repeated[1]]}'";
            throw new InvalidDataException($"'{table}' has the image '{texts[repeated[0]]}' {repeated.Length} times; expected each once, "
                + $"with several labels as 'a|b'. {place(repeated[1])} has it again{other}.");
        }

        return [.. files.Select(file => Path.GetRelativePath(Path.GetFullPath(folder), file))];
    }

    /// <summary>
    /// The whole path of an image in a table. A backslash is a slash, and blanks around it do not count, unless such a file is there.
    /// </summary>
    public static string Resolve(string folder, string text)
    {
        var full = Path.GetFullPath(text, Path.GetFullPath(folder));
        return File.Exists(full) ? full : Path.GetFullPath(text.Trim().Replace('\\', '/'), Path.GetFullPath(folder));
    }
}
