namespace Transfer.Cli;

/// <summary>A titled table of two columns.</summary>
internal sealed record HelpSection(string Title, IReadOnlyList<HelpRow> Rows)
{
    private const int WidestName = 26;
    private const string Indent = "  ";

    /// <summary>An empty line, the title and the rows; the text of a long name begins on the line below it.</summary>
    public IEnumerable<string> Lines(int width)
    {
        // A few long names do not push all texts to the right.
        var column = Math.Min(Rows.Max(row => row.Name.Length), WidestName) + (2 * Indent.Length);
        return Rows.SelectMany(row => Lines(row, column, width)).Prepend($"{Title}:").Prepend("");
    }

    private static IEnumerable<string> Lines(HelpRow row, int column, int width)
    {
        var text = HelpText.Wrapped(row.Text, width - column).ToList();
        var name = $"{Indent}{row.Name}";
        var isLong = name.Length + Indent.Length > column;
        if (isLong || text.Count == 0)
        {
            yield return name;
        }

        foreach (var (index, line) in text.Index())
        {
            yield return (index == 0 && !isLong ? name : "").PadRight(column) + line;
        }
    }
}
