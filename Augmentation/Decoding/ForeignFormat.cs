using System.Text;

namespace Transfer.Augmentation;

/// <summary>Formats that are not read, by their first bytes, so that they can be named.</summary>
internal static class ForeignFormat
{
    // Text may begin with a byte order mark, blanks and comments.
    private const int MostText = 1024;

    /// <summary>The name of the format with its article, such as <c>a JPEG XL file</c>; null when it is not known.</summary>
    public static string? NameOf(ReadOnlySpan<byte> encoded) => encoded switch
    {
        [0xFF, 0x0A, ..] or [0, 0, 0, 0x0C, (byte)'J', (byte)'X', (byte)'L', (byte)' ', ..] => "a JPEG XL file",
        [0, 0, 0, 0x0C, (byte)'j', (byte)'P', (byte)' ', (byte)' ', ..] or [0xFF, 0x4F, 0xFF, 0x51, ..] => "a JPEG 2000 file",
        [(byte)'I', (byte)'I', 0xBC, ..] => "a JPEG XR file",
        [(byte)'8', (byte)'B', (byte)'P', (byte)'S', ..] => "a Photoshop file",
        [(byte)'%', (byte)'P', (byte)'D', (byte)'F', ..] => "a PDF document",
        [(byte)'%', (byte)'!', (byte)'P', (byte)'S', ..] => "a PostScript document",
        [0, 0, 1 or 2, 0, ..] => "an icon",
        [(byte)'D', (byte)'D', (byte)'S', (byte)' ', ..] => "a DDS file",
        [0x76, 0x2F, 0x31, 0x01, ..] => "an OpenEXR file",
        [(byte)'#', (byte)'?', (byte)'R', (byte)'A', ..] => "a Radiance file",
        [(byte)'q', (byte)'o', (byte)'i', (byte)'f', ..] => "a QOI file",
        [(byte)'P', >= (byte)'1' and <= (byte)'7', (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t', ..] => "a Netpbm file",
        [(byte)'F', (byte)'U', (byte)'J', (byte)'I', ..] or [(byte)'I', (byte)'I', (byte)'U', 0, ..]
            or [(byte)'I', (byte)'I', (byte)'R', (byte)'O' or (byte)'S', ..] => "a camera's raw file",
        [0xD7, 0xCD, 0xC6, 0x9A, ..] => "a Windows metafile",
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', (byte)'c', (byte)'r', (byte)'x', ..] => "a camera's raw file",
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', ..] => "a video",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'A', (byte)'V', (byte)'I', ..]
            or [0x1A, 0x45, 0xDF, 0xA3, ..] => "a video",
        _ => OfText(Encoding.Latin1.GetString(encoded[..Math.Min(encoded.Length, MostText)])),
    };

    private static string? OfText(string text)
    {
        var begin = text.TrimStart('\u00EF', '\u00BB', '\u00BF', ' ', '\t', '\r', '\n');
        return !begin.StartsWith('<') ? null
            : begin.Contains("<svg", StringComparison.OrdinalIgnoreCase) ? "an SVG drawing"
            : begin.Contains("<html", StringComparison.OrdinalIgnoreCase)
                || begin.Contains("<!doctype html", StringComparison.OrdinalIgnoreCase) ? "a web page"
            : begin.Contains("<image", StringComparison.OrdinalIgnoreCase) || begin.Contains("<msl", StringComparison.OrdinalIgnoreCase)
                ? "an ImageMagick script"
            : null;
    }
}
