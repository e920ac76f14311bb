using System.Numerics;

namespace Transfer.Augmentation;

/// <summary>
/// Changes of colour that are linear, as matrices for the row (red, green, blue, 1), so that several of them are one product. Grey is
/// the luma of ITU-R BT.601: 0.299 red + 0.587 green + 0.114 blue.
/// </summary>
internal static class ColourMatrix
{
    public static Vector3 Luma { get; } = new(0.299f, 0.587f, 0.114f);

    public static Matrix4x4 Brightness(float factor) => Matrix4x4.CreateScale(factor);

    /// <param name="grey">The mean grey of the image, which stays.</param>
    public static Matrix4x4 Contrast(float factor, float grey) =>
        Matrix4x4.CreateScale(factor) with { Translation = new Vector3((1 - factor) * grey) };

    public static Matrix4x4 Saturation(float factor)
    {
        var grey = Luma * (1 - factor);
        return new(
            grey.X + factor, grey.X, grey.X, 0,
            grey.Y, grey.Y + factor, grey.Y, 0,
            grey.Z, grey.Z, grey.Z + factor, 0,
            0, 0, 0, 1);
    }

    /// <summary>
    /// Turns the colour differences U = 0.492 (blue - grey) and V = 0.877 (red - grey) by a part of the full circle, which leaves every
    /// pixel's grey as it is.
    /// </summary>
    public static Matrix4x4 Hue(float turn)
    {
        const float u = 0.492f;
        const float v = 0.877f;
        var (sine, cosine) = MathF.SinCos(turn * MathF.Tau);
        var toDifferences = new Matrix4x4(
            Luma.X, -u * Luma.X, v * (1 - Luma.X), 0,
            Luma.Y, -u * Luma.Y, -v * Luma.Y, 0,
            Luma.Z, u * (1 - Luma.Z), -v * Luma.Z, 0,
            0, 0, 0, 1);
        var turned = new Matrix4x4(
            1, 0, 0, 0,
            0, cosine, sine, 0,
            0, -sine, cosine, 0,
            0, 0, 0, 1);
        var back = new Matrix4x4(
            1, 1, 1, 0,
            0, -Luma.Z / (u * Luma.Y), 1 / u, 0,
            1 / v, -Luma.X / (v * Luma.Y), 0, 0,
            0, 0, 0, 1);
        return toDifferences * turned * back;
    }
}
