using System.Globalization;

namespace Transfer.Augmentation;

/// <summary>One number for each of the three planes of a tensor, in the tensor's channel order.</summary>
/// <param name="First">The value of plane 0: red for RGB, blue for BGR.</param>
/// <param name="Second">The value of plane 1: green.</param>
/// <param name="Third">The value of plane 2: blue for RGB, red for BGR.</param>
public readonly record struct ChannelValues(float First, float Second, float Third)
{
    /// <summary>The same number for all three planes.</summary>
    public ChannelValues(float all)
        : this(all, all, all)
    {
    }

    /// <summary>The text that <see cref="Preprocessing.Parse"/> reads: <c>a/b/c</c>, or one number when all three are equal.</summary>
    public override string ToString() => First.Equals(Second) && Second.Equals(Third)
        ? First.ToString("R", CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{First:R}/{Second:R}/{Third:R}");

    internal bool All(Func<float, bool> holds) => holds(First) && holds(Second) && holds(Third);
}
