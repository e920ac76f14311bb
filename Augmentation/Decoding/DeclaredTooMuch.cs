using System.Buffers.Binary;

namespace Transfer.Augmentation;

/// <summary>
/// Files whose head declares more than the file can have, or than is accepted, found before a decoder makes room for it: decoders fill
/// what is missing with grey or black.
/// </summary>
internal static class DeclaredTooMuch
{
    private const int PngWidthAt = 16;
    private const int PngHeightAt = 20;
    private const int PngColourTypeAt = 25;

    // The most bytes that one packed byte unpacks to (RFC 1951: 258 bytes of two codes of one bit).
    private const int MostUnpacked = 1032;

    /// <summary>The refusal; null for files that a decoder may read.</summary>
    public static ImageOutcome? Of(string format, ReadOnlySpan<byte> encoded, long maxPixels) => format switch
    {
        "JPEG" => JpegFrame.Find(encoded) is { } frame ? OfJpeg(frame, encoded, maxPixels) : null,
        "PNG" when encoded.Length > PngColourTypeAt => OfPng(encoded, maxPixels),
        _ => null,
    };

    private static ImageOutcome? OfJpeg(JpegFrame frame, ReadOnlySpan<byte> encoded, long maxPixels) =>
        ImageDecoder.TooLarge(frame.Width, frame.Height, maxPixels) is { } refusal ? refusal
            : frame.FewestBytes > encoded.Length ? EndsEarly("JPEG")
            : JpegScans.Count(encoded) is > JpegScans.Most and var scans
                ? new(ImageStatus.Unsupported, $"is a JPEG with {scans} scans; at most {JpegScans.Most} are read")
            : null;

    private static ImageOutcome? OfPng(ReadOnlySpan<byte> encoded, long maxPixels)
    {
        var (width, height) = (BinaryPrimitives.ReadInt32BigEndian(encoded[PngWidthAt..]),
            BinaryPrimitives.ReadInt32BigEndian(encoded[PngHeightAt..]));
        if (width <= 0 || height <= 0)
        {
            return new(ImageStatus.Unreadable, "is a PNG file with damaged content");
        }

        var channels = encoded[PngColourTypeAt] switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
        var bytes = Math.BigMul(width, height) / 8 * (channels * encoded[PngColourTypeAt - 1]);
        return ImageDecoder.TooLarge(width, height, maxPixels)
            ?? (bytes / MostUnpacked > encoded.Length ? EndsEarly("PNG") : null);
    }

    private static ImageOutcome EndsEarly(string format) => new(ImageStatus.Truncated, $"is a {format} file that ends early");
}
