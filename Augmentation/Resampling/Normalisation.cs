using System.Runtime.Intrinsics;

namespace Transfer.Augmentation;

/// <summary>Preprocessing as the arithmetic of one RGBA pixel.</summary>
/// <param name="Mean">Subtracted from a pixel; R, G, B and one that is not used.</param>
/// <param name="Scale">Multiplies the difference; in the same order.</param>
/// <param name="RedPlane">The plane of red, 0 or 2; green is always plane 1, and blue is the other.</param>
internal readonly record struct Normalisation(Vector128<float> Mean, Vector128<float> Scale, int RedPlane)
{
    /// <summary>Leaves the pixels as they are.</summary>
    public static Normalisation None(int redPlane) => new(Vector128<float>.Zero, Vector128.Create(1f, 1, 1, 0), redPlane);

    public static Normalisation From(Preprocessing preprocessing)
    {
        var (mean, std) = (preprocessing.Mean, preprocessing.Std);
        var rgb = preprocessing.Order == ChannelOrder.Rgb;
        var (meanRed, meanBlue) = rgb ? (mean.First, mean.Third) : (mean.Third, mean.First);
        var (stdRed, stdBlue) = rgb ? (std.First, std.Third) : (std.Third, std.First);
        return new(
            Vector128.Create(meanRed, mean.Second, meanBlue, 0),
            Vector128.Create(1 / stdRed, 1 / std.Second, 1 / stdBlue, 0),
            rgb ? 0 : 2);
    }
}
