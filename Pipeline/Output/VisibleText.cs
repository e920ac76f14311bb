using System.Globalization;
using System.Text;

namespace Transfer.Pipeline;

/// <summary>
/// Text of others, such as names of files and classes, for a terminal or a page: line breaks, and escapes that would move the cursor,
/// colour the screen or turn the direction of writing, become visible as JSON writes them, such as <c>\n</c> and <c>\u001B</c>.
/// </summary>
internal static class VisibleText
{
    /// <summary>The text on one line.</summary>
    public static string Of(string text)
    {
        if (!text.Any(IsHidden))
        {
            return text;
        }

        var visible = new StringBuilder(text.Length + 16);
        foreach (var letter in text)
        {
            visible.Append(letter switch
            {
                '\n' => @"\n",
                '\r' => @"\r",
                '\t' => @"\t",
                _ when IsHidden(letter) => $"\\u{(int)letter:X4}",
                _ => $"{letter}",
            });
        }

        return visible.ToString();
    }

    private static bool IsHidden(char letter) => letter is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069')
        or '\u200E' or '\u200F' or '\u061C' || CharUnicodeInfo.GetUnicodeCategory(letter)
            is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
