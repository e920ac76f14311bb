using SkiaSharp;

namespace Transfer.Augmentation;

/// <summary>Pixels that are already decoded, with their shape and order.</summary>
/// <param name="bytes">
/// <c>[height, width, 4]</c>: four bytes a pixel, colours multiplied by the opacity. Transparent pixels are laid over white.
/// </param>
/// <param name="width">The number of pixels in a row; above 0.</param>
/// <param name="height">The number of rows; above 0.</param>
/// <param name="layout">The order of a pixel's bytes.</param>
public readonly ref struct PixelData(ReadOnlySpan<byte> bytes, int width, int height, PixelLayout layout)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Copies the pixels, as RGBA and laid over white.</summary>
    /// <exception cref="ArgumentException">There is no pixel, or the number of bytes does not fit.</exception>
    internal DecodedImage ToImage()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (_bytes.Length != 4L * width * height)
        {
            throw new ArgumentException(
                $"There are {_bytes.Length} bytes; {width} x {height} pixels of four bytes are {4L * width * height}.");
        }

        if (!Enum.IsDefined(layout))
        {
            throw new ArgumentException($"The layout of the pixels is {layout}; expected Rgba or Bgra.");
        }

        var rgba = PixelBuffer.Rent(_bytes.Length);
        _bytes.CopyTo(rgba);
        if (layout == PixelLayout.Bgra)
        {
            for (var at = 0; at < _bytes.Length; at += 4)
            {
                (rgba[at], rgba[at + 2]) = (rgba[at + 2], rgba[at]);
            }
        }

        DecodedImage.LayOverWhite(rgba.AsSpan(0, _bytes.Length));
        return new(rgba, new(width, height), 1, new(width, height), SKEncodedOrigin.TopLeft);
    }
}
