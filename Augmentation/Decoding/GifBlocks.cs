namespace Transfer.Augmentation;

/// <summary>
/// The sequence of blocks of a GIF (GIF89a specification, appendix B). Decoders leave out damaged blocks without an error.
/// </summary>
internal static class GifBlocks
{
    private const int Head = 13;
    private const byte Extension = 0x21;
    private const byte Image = 0x2C;
    private const byte Trailer = 0x3B;

    /// <summary>Whether every block up to the end of the file is where the blocks before it say, and one of them is an image.</summary>
    public static bool AreWhole(ReadOnlySpan<byte> gif) => CountImages(gif, out var isWhole) > 0 && isWhole;

    /// <summary>The number of images, which Skia counts in a time that grows with its square.</summary>
    /// <param name="isWhole">Whether every block up to the end of the file is where the blocks before it say.</param>
    public static int CountImages(ReadOnlySpan<byte> gif, out bool isWhole)
    {
        isWhole = false;
        if (gif.Length <= Head)
        {
            return 0;
        }

        var at = Head + TableLength(gif[10]);
        var images = 0;
        while (at >= 0 && at < gif.Length && gif[at] != Trailer)
        {
            switch (gif[at])
            {
                case Extension:
                    at = AfterSubBlocks(gif, at + 2);
                    break;
                case Image when at + 10 < gif.Length:
                    images++;
                    at = AfterSubBlocks(gif, at + 11 + TableLength(gif[at + 9]));
                    break;
                default:
                    return images;
            }
        }

        isWhole = at >= 0 && at < gif.Length;
        return images;
    }

    private static int TableLength(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);

    private static int AfterSubBlocks(ReadOnlySpan<byte> gif, int at)
    {
        while (at < gif.Length && gif[at] > 0)
        {
            at += gif[at] + 1;
        }

        return at < gif.Length ? at + 1 : -1;
    }
}
