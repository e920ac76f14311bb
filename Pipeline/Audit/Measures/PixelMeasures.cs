namespace Transfer.Pipeline.Audit;

/// <summary>What is measured of the pixels of an image. Brightness and colours are from 0 to 255.</summary>
/// <param name="Brightness">The mean brightness.</param>
/// <param name="Contrast">The standard deviation of the brightness.</param>
/// <param name="Dark">The brightness below which 5 % of the pixels are.</param>
/// <param name="Bright">The brightness above which 5 % of the pixels are.</param>
/// <param name="Red">The mean of red.</param>
/// <param name="Green">The mean of green.</param>
/// <param name="Blue">The mean of blue.</param>
/// <param name="Saturation">The mean distance between the largest and the smallest of red, green and blue.</param>
/// <param name="Sharpness">The Laplacian of the strongest edges over the range of the brightness: low for blurred images.</param>
/// <param name="Entropy">The entropy of the brightness in 64 levels, 0 to 6 bits.</param>
/// <param name="Border">The share of the area in a border of one colour, 0 to 1.</param>
/// <param name="WhiteShare">The share of pixels that are nearly white, 0 to 1.</param>
internal sealed record PixelMeasures(
    float Brightness, float Contrast, float Dark, float Bright, float Red, float Green, float Blue, float Saturation, float Sharpness,
    float Entropy, float Border, float WhiteShare)
{
    /// <summary>The number of values.</summary>
    public const int Count = 12;

    /// <summary>All values in order.</summary>
    public float[] ToArray() =>
        [Brightness, Contrast, Dark, Bright, Red, Green, Blue, Saturation, Sharpness, Entropy, Border, WhiteShare];

    /// <summary>The measures with these values, which are in the order of <see cref="ToArray"/>.</summary>
    public static PixelMeasures Of(float[] v) =>
        new(v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8], v[9], v[10], v[11]);
}
