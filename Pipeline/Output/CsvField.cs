using System.Text;

namespace Transfer.Pipeline;

/// <summary>Fields of a CSV (RFC 4180).</summary>
internal static class CsvField
{
    private static readonly System.Buffers.SearchValues<char> Special = System.Buffers.SearchValues.Create(",\"\r\n");

    /// <summary>The text, in quotation marks where it needs them.</summary>
    public static string Quoted(string text) =>
        text.AsSpan().ContainsAny(Special) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;

    /// <summary>Writes lines of UTF-8 into a file, which stays open when the writer is disposed.</summary>
    public static StreamWriter Writer(AtomicFile file) =>
        new(file.Stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
}
