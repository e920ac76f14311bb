using System.Globalization;
using Spectre.Console;

namespace Transfer.Cli;

/// <summary>How many columns of a screen a text takes: letters of some scripts take two, and marks above them none.</summary>
internal static class TextWidth
{
    private const string Ellipsis = "…";

    /// <summary>The number of columns.</summary>
    public static int Of(string text) => text.GetCellWidth();

    /// <summary>The text with blanks before or after it, so that it takes a number of columns.</summary>
    public static string Pad(string text, int width, bool atStart)
    {
        var blanks = new string(' ', Math.Max(0, width - Of(text)));
        return atStart ? blanks + text : text + blanks;
    }

    /// <summary>The text with an ellipsis in its middle where it takes more columns; names often differ at their ends.</summary>
    /// <param name="most">The most columns; 3 or more.</param>
    public static string Shorten(string text, int most)
    {
        if (Of(text) <= most)
        {
            return text;
        }

        // Letters with their marks stay together.
        var letters = StringInfo.GetTextElementEnumerator(text);
        List<string> all = [];
        while (letters.MoveNext())
        {
            all.Add(letters.GetTextElement());
        }

        var room = most - 1;
        var begin = Fitting(all, (room + 1) / 2);
        var end = Fitting(Enumerable.Reverse(all), room / 2);
        return $"{string.Concat(begin)}{Ellipsis}{string.Concat(Enumerable.Reverse(end))}";
    }

    /// <summary>A line as several that fit, broken at blanks; all but the first are indented.</summary>
    public static IEnumerable<string> Wrap(string line, int width, int indent)
    {
        while (Of(line) > width && line.LastIndexOf(' ', Math.Min(width, line.Length - 1)) is var blank && blank > indent)
        {
            yield return line[..blank];
            line = new string(' ', indent) + line[(blank + 1)..];
        }

        yield return line;
    }

    private static List<string> Fitting(IEnumerable<string> letters, int most)
    {
        List<string> fitting = [];
        foreach (var letter in letters)
        {
            most -= Of(letter);
            if (most < 0)
            {
                break;
            }

            fitting.Add(letter);
        }

        return fitting;
    }
}
