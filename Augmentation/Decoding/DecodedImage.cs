using System.Buffers;
using SkiaSharp;

namespace Transfer.Augmentation;

/// <summary>Decoded pixels in a pooled buffer, which goes back when this is disposed.</summary>
/// <param name="buffer">Holds the pixels, RGBA, opaque, row after row.</param>
/// <param name="size">How many there are.</param>
/// <param name="scale">What the stored image's sides were multiplied by in decoding.</param>
/// <param name="stored">The stored image's sides.</param>
/// <param name="orientation">Which corner of the stored image is the upper left one.</param>
internal sealed class DecodedImage(byte[] buffer, SKSizeI size, double scale, SKSizeI stored, SKEncodedOrigin orientation) : IDisposable
{
    public int Width => size.Width;

    public int Height => size.Height;

    /// <summary>The image's width in decoded pixels: the last of them may lie partly outside.</summary>
    public double ExactWidth => stored.Width * scale;

    /// <summary>The image's height in decoded pixels.</summary>
    public double ExactHeight => stored.Height * scale;

    public SKEncodedOrigin Orientation => orientation;

    public ReadOnlySpan<byte> Rgba => buffer.AsSpan(0, Width * Height * 4);

    public void Dispose() => ArrayPool<byte>.Shared.Return(buffer);
}
