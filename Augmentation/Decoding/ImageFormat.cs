using System.Buffers.Binary;

namespace Transfer.Augmentation;

/// <summary>The formats that are read, by their first bytes, and how each of them ends.</summary>
internal static class ImageFormat
{
    public const string Choices = "JPEG, PNG, WebP, BMP, GIF, TIFF, HEIC or AVIF";

    /// <summary>The name of the format, or null when it is none of ours.</summary>
    public static string? Recognise(ReadOnlySpan<byte> encoded) => encoded switch
    {
        [0xFF, 0xD8, 0xFF, ..] => "JPEG",
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => "PNG",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => "WebP",
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => "GIF",
        // Two letters are not much: bytes 6 to 9 of a bitmap are reserved and 0, which text never has.
        [(byte)'B', (byte)'M', _, _, _, _, 0, 0, 0, 0, ..] => "BMP",
        [(byte)'I', (byte)'I', 42 or 43, 0, ..] or [(byte)'M', (byte)'M', 0, 42 or 43, ..] => "TIFF",
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', ..] => HeifBoxes.Recognise(encoded),
        _ => null,
    };

    /// <summary>The name of a format with its article.</summary>
    public static string Article(string format) => format is "HEIC" ? "a HEIC" : format is "AVIF" ? "an AVIF" : $"a {format}";

    /// <summary>True when the mark that ends a whole file, or the length that its head announces, is missing.</summary>
    public static bool EndsEarly(string format, ReadOnlySpan<byte> encoded) => format switch
    {
        "JPEG" => Tail(encoded, 4096).IndexOf(JpegFrame.End) < 0,
        "PNG" => Tail(encoded, 4096).IndexOf("IEND"u8) < 0,
        "GIF" => !Tail(encoded, 64).Contains((byte)0x3B),
        "WebP" => BinaryPrimitives.ReadUInt32LittleEndian(encoded[4..]) + 8L > encoded.Length,
        "HEIC" or "AVIF" => HeifBoxes.EndEarly(encoded),
        // Says itself what it lacks.
        "TIFF" => false,
        _ => BinaryPrimitives.ReadUInt32LittleEndian(encoded[2..]) > encoded.Length,
    };

    private static ReadOnlySpan<byte> Tail(ReadOnlySpan<byte> encoded, int length) => encoded[Math.Max(0, encoded.Length - length)..];
}
