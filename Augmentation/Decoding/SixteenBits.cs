namespace Transfer.Augmentation;

/// <summary>
/// Samples of 16 bits that use 12 of them, as cameras of microscopes and X-ray devices write them: nearly black if only reduced.
/// </summary>
internal static class SixteenBits
{
    private const int PngDepth = 24;

    /// <summary>The largest sample of 12 bits.</summary>
    public const int TwelveBit = 4095;

    /// <summary>What is said of an image whose samples are stretched from 12 bits.</summary>
    public const string Stretched = "12 of 16 bits stretched";

    /// <summary>Whether a file is a PNG with samples of 16 bits.</summary>
    public static bool IsPng(string format, ReadOnlySpan<byte> encoded) =>
        format == "PNG" && encoded.Length > PngDepth && encoded[PngDepth] == 16;

    public static int Largest(ReadOnlySpan<ushort> samples)
    {
        var largest = 0;
        foreach (var sample in samples)
        {
            largest = Math.Max(largest, sample);
        }

        return largest;
    }

    /// <summary>A sample of 12 bits as one of 8.</summary>
    public static byte OfTwelve(int sample) => (byte)(((sample * 255) + (TwelveBit / 2)) / TwelveBit);
}
