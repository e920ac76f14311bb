using System.Buffers;
using System.Globalization;
using System.Text;

namespace Transfer.Pipeline;

/// <summary>
/// Fields of a CSV (RFC 4180). A text that a spreadsheet would run as a formula, because it begins with one of <c>= + - @</c> or with a
/// tab or line break, gets an apostrophe before it, which spreadsheets do with such texts themselves. Numbers stay as they are.
/// </summary>
internal static class CsvField
{
    private const char Apostrophe = '\'';

    private static readonly SearchValues<char> Special = SearchValues.Create(",;\t\"\r\n");
    private static readonly SearchValues<char> OfNumbers = SearchValues.Create("0123456789+-.eE");

    // The last four are what East Asian keyboards write for the first four.
    private static readonly SearchValues<char> BeginsFormula = SearchValues.Create("=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20");

    /// <summary>The text, in quotation marks where it needs them, and with an apostrophe where a spreadsheet would run it.</summary>
    public static string Quoted(string text)
    {
        text = IsFormula(text) ? Apostrophe + text : text;
        return text.AsSpan().ContainsAny(Special) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }

    /// <summary>The text of a field without its quotation marks: <see cref="Quoted"/> the other way round.</summary>
    public static string TextOf(string field) => field.StartsWith(Apostrophe) && IsFormula(field) ? field[1..] : field;

    /// <summary>Writes lines of UTF-8 into a file, which stays open when the writer is disposed.</summary>
    public static StreamWriter Writer(AtomicFile file) =>
        new(file.Stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };

    // Apostrophes before it count too: a text that has one already gets another, and reading takes away one.
    private static bool IsFormula(string text)
    {
        var bare = text.AsSpan().TrimStart(Apostrophe);
        return bare.Length > 0 && BeginsFormula.Contains(bare[0])
            && (bare.ContainsAnyExcept(OfNumbers) || !double.TryParse(bare, NumberStyles.Float, CultureInfo.InvariantCulture, out _));
    }
}
