namespace Transfer.Pipeline;

/// <summary>RGB bytes, <c>[H, W, 3]</c>, as other layouts.</summary>
internal static class RgbPixels
{
    /// <summary>RGBA, <c>[H, W, 4]</c>, without transparency.</summary>
    public static byte[] Opaque(ReadOnlySpan<byte> rgb)
    {
        var rgba = new byte[rgb.Length / 3 * 4];
        for (var pixel = 0; pixel < rgb.Length / 3; pixel++)
        {
            rgb.Slice(3 * pixel, 3).CopyTo(rgba.AsSpan(4 * pixel));
            rgba[(4 * pixel) + 3] = byte.MaxValue;
        }

        return rgba;
    }

    /// <summary>From decoded pixels, which are turned upright.</summary>
    /// <param name="height">The number of rows of the result.</param>
    public static byte[] Upright(DecodedImage image, out int height)
    {
        var rgba = image.Rgba;
        var stored = ViewGeometry.FromUpright(image);
        var isTurned = ViewGeometry.IsTurned(image.Orientation);
        (height, var width) = isTurned ? (image.Width, image.Height) : (image.Height, image.Width);
        var rgb = new byte[3 * height * width];
        for (var at = 0; at < height * width; at++)
        {
            var (x, y) = stored.Map(at % width, at / width);
            rgba.Slice(4 * (((int)y * image.Width) + (int)x), 3).CopyTo(rgb.AsSpan(3 * at));
        }

        return rgb;
    }

    /// <summary>From planes of numbers between 0 and 255, <c>[3, H, W]</c>.</summary>
    public static byte[] Interleaved(ReadOnlySpan<float> planes)
    {
        var (plane, rgb) = (planes.Length / 3, new byte[planes.Length]);
        for (var at = 0; at < planes.Length; at++)
        {
            rgb[(at % plane * 3) + (at / plane)] = (byte)Math.Clamp(MathF.Round(planes[at]), 0, byte.MaxValue);
        }

        return rgb;
    }
}
