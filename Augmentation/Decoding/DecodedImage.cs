using SkiaSharp;

namespace Transfer.Augmentation;

/// <summary>Decoded pixels in a pooled buffer, which is returned when this is disposed.</summary>
/// <param name="buffer">The pixels, <c>[height, width, 4]</c>, RGBA and opaque.</param>
/// <param name="size">Width and height of the pixels.</param>
/// <param name="scale">The factor of the stored image's sides in decoding; at most 1.</param>
/// <param name="stored">Width and height of the stored image.</param>
/// <param name="orientation">Which corner of the stored image is the upper left one.</param>
internal sealed class DecodedImage(byte[] buffer, SKSizeI size, double scale, SKSizeI stored, SKEncodedOrigin orientation) : IDisposable
{
    public int Width => size.Width;

    public int Height => size.Height;

    /// <summary>The width of the stored image, before it is turned upright.</summary>
    public int StoredWidth => stored.Width;

    /// <summary>The height of the stored image.</summary>
    public int StoredHeight => stored.Height;

    /// <summary>The image's width in decoded pixels: the last of them may lie partly outside.</summary>
    public double ExactWidth => stored.Width * scale;

    /// <summary>The image's height in decoded pixels.</summary>
    public double ExactHeight => stored.Height * scale;

    public SKEncodedOrigin Orientation => orientation;

    public Span<byte> Rgba => buffer.AsSpan(0, Width * Height * 4);

    /// <summary>Makes pixels opaque whose colours are multiplied by their opacity.</summary>
    public static void LayOverWhite(Span<byte> rgba)
    {
        for (var index = 0; index <= rgba.Length - 4; index += 4)
        {
            var pixel = rgba.Slice(index, 4);
            var white = 255 - pixel[3];
            pixel[0] = (byte)Math.Min(255, pixel[0] + white);
            pixel[1] = (byte)Math.Min(255, pixel[1] + white);
            pixel[2] = (byte)Math.Min(255, pixel[2] + white);
            pixel[3] = 255;
        }
    }

    public void Dispose() => PixelBuffer.Return(buffer);
}
