namespace Transfer.Augmentation;

/// <summary>A part of an image in (fractions of) pixels, from its upper left corner.</summary>
internal readonly record struct Rectangle(double Left, double Top, double Width, double Height)
{
    /// <summary>The part of an image that becomes the square: all of it, or the square in its middle.</summary>
    public static Rectangle Of(double width, double height, ResizeMode resize)
    {
        var side = Math.Min(width, height);
        return resize == ResizeMode.Stretch ? new(0, 0, width, height) : new((width - side) / 2, (height - side) / 2, side, side);
    }
}
