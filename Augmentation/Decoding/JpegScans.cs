using System.Buffers.Binary;

namespace Transfer.Augmentation;

/// <summary>
/// The scans of a JPEG (ITU-T T.81, B.2.3). Each goes over the whole image, however few bytes it has, so that thousands take hours.
/// </summary>
internal static class JpegScans
{
    /// <summary>The most scans that are read; progressive files have about ten.</summary>
    public const int Most = 100;

    private static ReadOnlySpan<byte> Start => [0xFF, 0xDA];

    /// <summary>The number of scans.</summary>
    public static int Count(ReadOnlySpan<byte> jpeg)
    {
        // Metadata before the first scan may hold a thumbnail with scans of its own; compressed data never holds the marker.
        var at = 2;
        while (at + 4 <= jpeg.Length && jpeg[at] == 0xFF && !jpeg[at..].StartsWith(Start))
        {
            var marker = jpeg[at + 1];
            at += marker == 0xFF ? 1
                : 2 + (marker is 0x01 or (>= 0xD0 and <= 0xD9) ? 0 : BinaryPrimitives.ReadUInt16BigEndian(jpeg[(at + 2)..]));
        }

        return at < jpeg.Length ? jpeg[at..].Count(Start) : 0;
    }
}
