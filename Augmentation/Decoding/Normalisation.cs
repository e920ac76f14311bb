using System.Runtime.Intrinsics;

namespace Transfer.Augmentation;

/// <summary>Preprocessing as the arithmetic of one RGBA pixel.</summary>
/// <param name="Mean">What is subtracted, in the order R, G, B, unused.</param>
/// <param name="Scale">What the difference is multiplied by, in the same order.</param>
/// <param name="RedPlane">The plane that red goes to; green is always plane 1 and blue takes the other.</param>
internal readonly record struct Normalisation(Vector128<float> Mean, Vector128<float> Scale, int RedPlane)
{
    public static Normalisation From(Preprocessing preprocessing)
    {
        var (mean, std) = (preprocessing.Mean, preprocessing.Std);
        return preprocessing.Order == ChannelOrder.Rgb
            ? new(Vector128.Create(mean.First, mean.Second, mean.Third, 0), Vector128.Create(1 / std.First, 1 / std.Second, 1 / std.Third, 0), 0)
            : new(Vector128.Create(mean.Third, mean.Second, mean.First, 0), Vector128.Create(1 / std.Third, 1 / std.Second, 1 / std.First, 0), 2);
    }
}
