namespace Transfer.Cli;

/// <summary>A table of text that fits into the width of the screen: columns that do not are left out, and a remark says which.</summary>
/// <param name="columns">The columns, from the left.</param>
/// <param name="rows">A cell a column.</param>
internal sealed class TextTable(IReadOnlyList<TextColumn> columns, IReadOnlyList<string[]> rows)
{
    private const string Gap = "  ";

    /// <param name="width">The most characters of a line.</param>
    /// <param name="remarks">Says what was left out.</param>
    public void Write(TextWriter output, TextWriter remarks, int width)
    {
        var visible = rows.Select(row => Array.ConvertAll(row, VisibleText.Of)).ToList();
        var widths = columns.Select((column, i) => visible.Select(row => row[i].Length).Append(column.Title.Length).Max()).ToArray();
        var shown = Enumerable.Range(0, columns.Count).ToList();
        while (WidthOf(shown, widths) > width && shown.Count > 1)
        {
            shown.Remove(shown.MinBy(i => columns[i].Importance));
        }

        output.WriteLine(Line(shown, widths, [.. columns.Select(column => column.Title)]));
        output.WriteLine(new string('─', WidthOf(shown, widths)));
        foreach (var row in visible)
        {
            output.WriteLine(Line(shown, widths, row));
        }

        var others = columns.Where((_, i) => !shown.Contains(i)).Select(column => column.Title).ToList();
        if (others.Count > 0)
        {
            remarks.WriteLine($"Not shown, as the screen has {width} columns: {string.Join(", ", others)}. "
                + $"--json has them, and so has a screen of {WidthOf([.. Enumerable.Range(0, columns.Count)], widths)} columns.");
        }
    }

    private static int WidthOf(List<int> shown, int[] widths) => shown.Sum(i => widths[i]) + (Gap.Length * (shown.Count - 1));

    private string Line(List<int> shown, int[] widths, string[] cells) => string.Join(Gap, shown.Select(i =>
        columns[i].IsNumber ? cells[i].PadLeft(widths[i]) : cells[i].PadRight(widths[i]))).TrimEnd();
}
