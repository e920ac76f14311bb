using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Transfer.Pipeline.Tables;

/// <summary>The text of a CSV file: its encoding, which is UTF-8, and what separates its fields.</summary>
internal static class CsvDialect
{
    private const int MostShown = 20;

    // So many rows decide where the column names could be separated in two ways.
    private const int TriedRows = 20;

    private static readonly (char Delimiter, string Name)[] Delimiters = [(',', "commas"), (';', "semicolons"), ('\t', "tabs")];

    /// <summary>Refuses every encoding but UTF-8.</summary>
    /// <exception cref="InvalidDataException">A line is not UTF-8; the message says which.</exception>
    public static void CheckEncoding(ReadOnlySpan<byte> bytes, string path)
    {
        const string repair = "expected UTF-8. Save the file as UTF-8, which a spreadsheet program calls 'CSV UTF-8'.";
        if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] || bytes.Contains((byte)0))
        {
            var line = bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] ? 1 : LineOf(bytes, bytes.IndexOf((byte)0));
            throw new InvalidDataException($"Line {line} of '{path}' has bytes as UTF-16 has them; {repair}");
        }

        if (Utf8.IsValid(bytes))
        {
            return;
        }

        var at = 0;
        while (Rune.DecodeFromUtf8(bytes[at..], out _, out var length) == OperationStatus.Done)
        {
            at += length;
        }

        var begin = bytes[..at].LastIndexOf((byte)'\n') + 1;
        var before = Encoding.UTF8.GetString(bytes[begin..at]);
        throw new InvalidDataException($"Line {LineOf(bytes, at)} of '{path}' has the byte 0x{bytes[at]:X2} behind "
            + $"'{before[Math.Max(0, before.Length - MostShown)..].Trim()}', as Latin-1 and Windows code pages have it; {repair}");
    }

    /// <summary>The length of a first line such as <c>sep=;</c>, by which spreadsheet programs know the separator; 0 without one.</summary>
    public static int DeclarationLength(ReadOnlySpan<byte> bytes)
    {
        var mark = bytes.StartsWith("\uFEFF"u8) ? 3 : 0;
        var end = bytes.IndexOfAny((byte)'\n', (byte)'\r');
        if (end < 0 || !Ascii.EqualsIgnoreCase(bytes[mark..Math.Min(end, mark + 4)], "sep="u8) || end > mark + 5)
        {
            return 0;
        }

        return bytes[end..].StartsWith("\r\n"u8) ? end + 2 : end + 1;
    }

    /// <summary>Finds what separates the fields: a comma, a semicolon or a tab.</summary>
    /// <returns>The character and its name in the plural.</returns>
    /// <exception cref="InvalidDataException">There are two that could.</exception>
    public static (char Delimiter, string Name) DelimiterOf(ReadOnlySpan<byte> bytes, string path)
    {
        var text = Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, 1 << 16)]);
        var header = Records(text).FirstOrDefault();
        var used = Delimiters.Where(d => Fields(header, d.Delimiter) > 1).ToArray();
        if (used.Length > 1)
        {
            // The last one may be cut off.
            var rows = Records(text).Skip(1).Take(TriedRows).ToArray();
            rows = rows.Length is > 1 and < TriedRows && text.Length == 1 << 16 ? rows[..^1] : rows;
            used = [.. used.Where(d => rows.All(row => Fields(row, d.Delimiter) == Fields(header, d.Delimiter)))];
            if (used.Length > 1)
            {
                throw new InvalidDataException($"The fields of '{path}' could be separated by {used[0].Name} or by {used[1].Name}; "
                    + "expected one of them. Put fields that have the other one in them into quotation marks.");
            }
        }

        return used.FirstOrDefault(Delimiters[0]);
    }

    /// <summary>The lines that are not empty; a line break in quotation marks is part of its line.</summary>
    private static IEnumerable<string> Records(string text)
    {
        var (start, quoted) = (0, false);
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] == '"')
            {
                quoted = !quoted;
            }

            if (i == text.Length || (!quoted && text[i] is '\n' or '\r'))
            {
                if (!string.IsNullOrWhiteSpace(text[start..i]))
                {
                    yield return text[start..i];
                }

                start = i + 1;
            }
        }
    }

    private static int Fields(string? line, char delimiter)
    {
        var (count, quoted) = (1, false);
        foreach (var letter in line ?? "")
        {
            quoted ^= letter == '"';
            count += !quoted && letter == delimiter ? 1 : 0;
        }

        return count;
    }

    private static int LineOf(ReadOnlySpan<byte> bytes, int at) => bytes[..at].Count((byte)'\n') + 1;
}
