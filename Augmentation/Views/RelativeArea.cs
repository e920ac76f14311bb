namespace Transfer.Augmentation;

/// <summary>A rectangle that is drawn before the image's size is known.</summary>
/// <param name="Area">The share of the image's area.</param>
/// <param name="Ratio">Width to height, in pixels.</param>
/// <param name="Across">Its position from left (0) to right (1).</param>
/// <param name="Down">Its position from the top (0) to the bottom (1).</param>
internal readonly record struct RelativeArea(double Area, double Ratio, double Across, double Down)
{
    /// <summary>The rectangle in an image; a side that would be longer than the image's becomes the image's.</summary>
    public Rectangle Within(double width, double height)
    {
        var area = Area * width * height;
        var w = Math.Min(Math.Sqrt(area * Ratio), width);
        var h = Math.Min(Math.Sqrt(area / Ratio), height);
        return new(Across * (width - w), Down * (height - h), w, h);
    }
}
