using SkiaSharp;

namespace Transfer.Augmentation;

/// <summary>The conversions to upright RGB that an image needs, from the head of its file; no pixel is decoded.</summary>
internal static class ImageConversions
{
    private const int PngDepth = 24;
    private const int PngColourType = 25;

    /// <summary>Such as <c>EXIF-rotated; first frame of 12</c>; null for none, and where the head cannot be read.</summary>
    public static unsafe string? Of(string format, ReadOnlySpan<byte> encoded, bool isTwelveBit = false)
    {
        fixed (byte* bytes = encoded)
        {
            using var data = SKData.Create((nint)bytes, encoded.Length);
            using var codec = SKCodec.Create(data);
            return codec is null ? null : Of(codec, format, encoded, isTwelveBit);
        }
    }

    /// <inheritdoc cref="Of(string, ReadOnlySpan{byte}, bool)"/>
    /// <param name="isTwelveBit">Whether samples of 16 bits have 12.</param>
    public static string? Of(SKCodec codec, string format, ReadOnlySpan<byte> encoded, bool isTwelveBit = false)
    {
        var components = format == "JPEG" ? JpegFrame.Find(encoded)?.Components : null;
        var (depth, colourType) = format == "PNG" && encoded.Length > PngColourType ? (encoded[PngDepth], encoded[PngColourType]) : default;
        var isGrey = components == 1 || (depth > 0 && colourType is 0 or 4);
        var frames = format == "GIF" ? GifBlocks.CountImages(encoded, out _) : format == "WebP" ? WebPChunks.CountFrames(encoded) : 0;
        ReadOnlySpan<string?> parts =
        [
            ImageOrientation.Of(codec, format, encoded) is SKEncodedOrigin.TopLeft or SKEncodedOrigin.Default ? null : "EXIF-rotated",
            components == 4 ? "CMYK converted" : null,
            isTwelveBit ? SixteenBits.Stretched : depth == 16 ? "16-bit reduced" : null,
            isGrey ? "grey expanded" : null,
            codec.Info.IsOpaque ? null : "alpha flattened",
            frames > 1 ? FormattableString.Invariant($"first frame of {frames}") : null,
        ];
        string? text = null;
        foreach (var part in parts)
        {
            text = text is null || part is null ? text ?? part : $"{text}; {part}";
        }

        return text;
    }
}
