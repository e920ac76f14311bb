using System.Buffers;
using SkiaSharp;

namespace Transfer.Augmentation;

/// <summary>Pixels that someone else decoded.</summary>
internal static class PixelReader
{
    /// <summary>Copies the pixels into a buffer of ours, RGBA and laid over white.</summary>
    /// <exception cref="ArgumentException">There is no pixel, or the span has another length.</exception>
    public static DecodedImage Read(ReadOnlySpan<byte> pixels, int width, int height, PixelLayout layout)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (pixels.Length != 4L * width * height)
        {
            throw new ArgumentException($"There are {pixels.Length} bytes; {width} x {height} pixels of four bytes are {4L * width * height}.", nameof(pixels));
        }

        if (!Enum.IsDefined(layout))
        {
            throw new ArgumentOutOfRangeException(nameof(layout), layout, "The pixels' layout must be Rgba or Bgra.");
        }

        var buffer = ArrayPool<byte>.Shared.Rent(pixels.Length);
        var (red, blue) = layout == PixelLayout.Rgba ? (0, 2) : (2, 0);
        for (var at = 0; at < pixels.Length; at += 4)
        {
            // The colours of a transparent pixel are multiplied by its opacity already; white fills the rest.
            var white = 255 - pixels[at + 3];
            buffer[at] = (byte)Math.Min(255, pixels[at + red] + white);
            buffer[at + 1] = (byte)Math.Min(255, pixels[at + 1] + white);
            buffer[at + 2] = (byte)Math.Min(255, pixels[at + blue] + white);
            buffer[at + 3] = 255;
        }

        var size = new SKSizeI(width, height);
        return new(buffer, size, 1, size, SKEncodedOrigin.TopLeft);
    }
}
