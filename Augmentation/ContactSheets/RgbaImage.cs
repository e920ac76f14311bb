using SkiaSharp;

namespace Transfer.Augmentation;

/// <summary>Three planes of pixels as an image that can be drawn.</summary>
internal static class RgbaImage
{
    /// <param name="values"><c>[3, size, size]</c>, RGB less the mean, from 0 to 255 with it.</param>
    public static SKImage From(float[] values, int size, ChannelValues mean = default)
    {
        float[] added = [mean.First, mean.Second, mean.Third];
        var plane = size * size;
        var rgba = new byte[plane * 4];
        for (var index = 0; index < rgba.Length; index++)
        {
            var channel = index % 4;
            rgba[index] = channel == 3 ? (byte)255 : (byte)Math.Clamp(MathF.Round(values[(channel * plane) + (index / 4)] + added[channel]), 0, 255);
        }

        return SKImage.FromPixelCopy(new SKImageInfo(size, size, SKColorType.Rgba8888, SKAlphaType.Opaque), rgba);
    }
}
