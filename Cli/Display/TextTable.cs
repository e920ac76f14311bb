namespace Transfer.Cli;

/// <summary>
/// A table of text that fits into the width of the screen: long names are shortened, columns for which there is no room are left out, and a
/// remark says which.
/// </summary>
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
        int[] whole = [.. columns.Select((column, i) => visible.Select(row => row[i]).Append(column.Title).Max(TextWidth.Of))];
        int[] least = [.. columns.Zip(whole, (column, own) => Math.Min(own, Math.Max(TextWidth.Of(column.Title), column.Least)))];
        var shown = Enumerable.Range(0, columns.Count).ToList();
        while (WidthOf(shown, least) > width && shown.Count > 1)
        {
            shown.Remove(shown.MinBy(i => columns[i].Importance));
        }

        var widths = Widen(shown, least, whole, width);
        output.WriteLine(Line(shown, widths, [.. columns.Select(column => column.Title)]));
        output.WriteLine(new string('─', WidthOf(shown, widths)));
        foreach (var row in visible)
        {
            output.WriteLine(Line(shown, widths, row));
        }

        var others = columns.Where((_, i) => !shown.Contains(i)).Select(column => column.Name).ToList();
        var needed = WidthOf([.. Enumerable.Range(0, columns.Count)], whole);
        if (others.Count > 0)
        {
            remarks.WriteLine($"Not shown, as the screen has {width} columns: {string.Join(", ", others)}. "
                + $"--json has them, and so has a screen of {needed} columns.");
        }
        else if (shown.Exists(i => widths[i] < whole[i]))
        {
            remarks.WriteLine($"Long names are shortened, as the screen has {width} columns. --json has them, and so has a screen of "
                + $"{needed} columns.");
        }
    }

    private static int WidthOf(List<int> shown, int[] widths) => shown.Sum(i => widths[i]) + (Gap.Length * (shown.Count - 1));

    /// <summary>Gives the room that is left to the columns that were shortened.</summary>
    private static int[] Widen(List<int> shown, int[] least, int[] whole, int width)
    {
        int[] widths = [.. least];
        var left = Math.Max(0, width - WidthOf(shown, least));
        foreach (var i in shown)
        {
            var more = Math.Min(left, whole[i] - least[i]);
            (widths[i], left) = (least[i] + more, left - more);
        }

        return widths;
    }

    private string Line(List<int> shown, int[] widths, string[] cells) => string.Join(Gap, shown.Select(i =>
        TextWidth.Pad(TextWidth.Shorten(cells[i], widths[i]), widths[i], columns[i].IsNumber))).TrimEnd();
}
