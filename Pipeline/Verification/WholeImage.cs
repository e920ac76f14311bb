namespace Transfer.Pipeline;

/// <summary>An image as any decoder gives it: all of its pixels, upright.</summary>
/// <param name="Rgb">The pixels, <c>[Height, Width, 3]</c>.</param>
/// <param name="Height">The number of rows.</param>
/// <param name="IsAsTrained">Whether training saw these pixels too, and no image that was decoded at a smaller scale.</param>
internal sealed record WholeImage(byte[] Rgb, int Height, bool IsAsTrained)
{
    // No format is reduced for a target as large.
    private const int Unreduced = 1 << 24;

    /// <summary>The number of pixels of a row.</summary>
    public int Width => Rgb.Length / 3 / Height;

    /// <summary>Decodes a file; null where it cannot be used any more.</summary>
    /// <param name="size">Height and width of what the network takes.</param>
    public static WholeImage? Load(string path, int size, Imaging imaging)
    {
        byte[] encoded;
        try
        {
            encoded = ImageFile.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return null;
        }

        using var image = Decode(encoded, size, imaging);
        if (image is null || image.ExactWidth == image.StoredWidth)
        {
            return image is null ? null : new WholeImage(RgbPixels.Upright(image, out var height), height, IsAsTrained: true);
        }

        using var whole = Decode(encoded, Unreduced, imaging);
        return whole is null ? null : new WholeImage(RgbPixels.Upright(whole, out var rows), rows, IsAsTrained: false);
    }

    /// <summary>The image as the network takes it, <c>[3, size, size]</c>.</summary>
    public float[] Prepare(ImageLoader loader)
    {
        var prepared = new float[loader.ValueCount];
        loader.LoadPixels(new PixelData(RgbPixels.Opaque(Rgb), Width, Height, PixelLayout.Rgba), prepared);
        return prepared;
    }

    private static DecodedImage? Decode(byte[] encoded, int size, Imaging imaging) =>
        ImageDecoder.Decode(encoded, size, ImageProcessor.DefaultMaxPixels, out _, imaging);
}
