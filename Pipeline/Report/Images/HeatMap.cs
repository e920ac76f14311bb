using SkiaSharp;

namespace Transfer.Pipeline.Report;

/// <summary>Encodes images as JPEG, with and without a heat map.</summary>
internal static class HeatMap
{
    private const int Quality = 84;
    private const double Strongest = 0.72;

    // From dark violet over red to yellow: brightness increases too, for grey printers and people with colour vision deficiency.
    private static readonly (double Red, double Green, double Blue)[] Ramp =
        [(45, 10, 100), (150, 30, 110), (225, 80, 60), (250, 160, 30), (252, 250, 160)];

    /// <param name="rgb"><c>[3, size, size]</c>, from 0 to 255.</param>
    /// <param name="size">Height and width in pixels.</param>
    public static byte[] Image(ReadOnlySpan<float> rgb, int size)
    {
        var rgba = new byte[size * size * 4];
        for (var i = 0; i < size * size; i++)
        {
            Put(rgba, i, rgb[i], rgb[(size * size) + i], rgb[(2 * size * size) + i]);
        }

        return Encode(rgba, size);
    }

    /// <param name="rgb"><c>[3, size, size]</c>, from 0 to 255.</param>
    /// <param name="size">Height and width in pixels.</param>
    /// <param name="heat"><c>[height, width]</c>, from 0 to 1.</param>
    public static byte[] Over(ReadOnlySpan<float> rgb, int size, ReadOnlySpan<float> heat, int height, int width)
    {
        var (rgba, plane) = (new byte[size * size * 4], size * size);
        for (var y = 0; y < size; y++)
        {
            for (var x = 0; x < size; x++)
            {
                var value = At(heat, height, width, ((y + 0.5) / size * height) - 0.5, ((x + 0.5) / size * width) - 0.5);
                var (red, green, blue) = Colour(value);
                var (share, i) = (Strongest * Math.Sqrt(value), (y * size) + x);
                // The image is grey, so that all colours belong to the heat map.
                var grey = (0.299 * rgb[i]) + (0.587 * rgb[plane + i]) + (0.114 * rgb[(2 * plane) + i]);
                Put(rgba, i, Mix(grey, red, share), Mix(grey, green, share), Mix(grey, blue, share));
            }
        }

        return Encode(rgba, size);
    }

    private static double Mix(double below, double above, double share) => below + (share * (above - below));

    private static (double Red, double Green, double Blue) Colour(double value)
    {
        var position = value * (Ramp.Length - 1);
        var index = Math.Min((int)position, Ramp.Length - 2);
        var (low, high, share) = (Ramp[index], Ramp[index + 1], position - index);
        return (Mix(low.Red, high.Red, share), Mix(low.Green, high.Green, share), Mix(low.Blue, high.Blue, share));
    }

    /// <summary>Bilinear interpolation; outside, the edge is repeated.</summary>
    private static double At(ReadOnlySpan<float> heat, int height, int width, double y, double x)
    {
        (y, x) = (Math.Clamp(y, 0, height - 1), Math.Clamp(x, 0, width - 1));
        var (top, left) = ((int)y, (int)x);
        var (bottom, right) = (Math.Min(top + 1, height - 1), Math.Min(left + 1, width - 1));
        var above = Mix(heat[(top * width) + left], heat[(top * width) + right], x - left);
        return Mix(above, Mix(heat[(bottom * width) + left], heat[(bottom * width) + right], x - left), y - top);
    }

    private static void Put(byte[] rgba, int pixel, double red, double green, double blue)
    {
        var at = pixel * 4;
        (rgba[at], rgba[at + 1], rgba[at + 2], rgba[at + 3]) = (Byte(red), Byte(green), Byte(blue), 255);

        static byte Byte(double value) => (byte)Math.Clamp(Math.Round(value), 0, 255);
    }

    private static byte[] Encode(byte[] rgba, int size)
    {
        using var image = SKImage.FromPixelCopy(new SKImageInfo(size, size, SKColorType.Rgba8888, SKAlphaType.Opaque), rgba);
        using var data = image.Encode(SKEncodedImageFormat.Jpeg, Quality);
        return data.ToArray();
    }
}
