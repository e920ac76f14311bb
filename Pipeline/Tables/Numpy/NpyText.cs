using System.Globalization;
using System.Text;

namespace Transfer.Pipeline.Tables;

/// <summary>Reads NumPy's arrays of texts: <c>&lt;U5</c>, five UTF-32 characters each, and <c>|S5</c>, five bytes each.</summary>
internal static class NpyText
{
    private const int BytesOfCharacter = 4;

    public static bool IsText(string type) => type.TrimStart('<', '|', '=') is ['U' or 'S', ..];

    /// <exception cref="InvalidDataException">The data end early, or have what is no text.</exception>
    public static string[] Read(ReadOnlySpan<byte> data, string type, int count, string name)
    {
        var isWide = type.Contains('U', StringComparison.Ordinal);
        var most = data.Length / count / (isWide ? BytesOfCharacter : 1);
        if (!int.TryParse(type.TrimStart('<', '|', '=')[1..], NumberStyles.None, CultureInfo.InvariantCulture, out var letters))
        {
            throw new InvalidDataException($"'{name}' holds {type}, which is no type of texts. Save the array anew with numpy.save.");
        }

        if (letters > most)
        {
            throw NpyReader.Truncated(name);
        }

        Encoding encoding = isWide ? new UTF32Encoding(bigEndian: false, byteOrderMark: false, throwOnInvalidCharacters: true)
            : new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        var texts = new string[count];
        var size = letters * (isWide ? BytesOfCharacter : 1);
        for (var i = 0; i < count; i++)
        {
            try
            {
                texts[i] = encoding.GetString(data.Slice(i * size, size)).TrimEnd('\0');
            }
            catch (DecoderFallbackException)
            {
                throw new InvalidDataException($"Row {i + 1} of '{name}', counted from 1, has bytes that are no text; expected "
                    + $"{(isWide ? "Unicode" : "UTF-8")}. Save array.astype(str).");
            }
        }

        return texts;
    }
}
