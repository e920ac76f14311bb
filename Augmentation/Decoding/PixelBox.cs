namespace Transfer.Augmentation;

/// <summary>Decoded pixels and the part of them that becomes the square, in (fractions of) pixels.</summary>
/// <param name="Width">How many pixels a row has.</param>
/// <param name="Height">How many rows there are.</param>
/// <param name="Left">Where the part begins, from the left edge.</param>
/// <param name="Top">Where the part begins, from the upper edge.</param>
/// <param name="AcrossWidth">How wide the part is.</param>
/// <param name="AcrossHeight">How high the part is.</param>
internal readonly record struct PixelBox(int Width, int Height, double Left, double Top, double AcrossWidth, double AcrossHeight)
{
    /// <summary>All of an image, or the square in its middle.</summary>
    public static PixelBox For(DecodedImage image, ResizeMode resize)
    {
        var (width, height) = (image.ExactWidth, image.ExactHeight);
        if (resize == ResizeMode.Stretch)
        {
            return new(image.Width, image.Height, 0, 0, width, height);
        }

        var side = Math.Min(width, height);
        return new(image.Width, image.Height, (width - side) / 2, (height - side) / 2, side, side);
    }
}
