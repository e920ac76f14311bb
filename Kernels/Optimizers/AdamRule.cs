using System.Runtime.CompilerServices;

namespace Transfer.Kernels;

/// <summary>
/// Adam (Kingma and Ba, ICLR 2015): <c>w -= rate m / (sqrt(v) + epsilon)</c>, with running means <c>m</c> of gradients and <c>v</c> of
/// squared ones.
/// </summary>
/// <param name="rate">The learning rate with the correction of both means.</param>
internal readonly struct AdamRule(float rate, GradientMeans means, float epsilon) : IUpdateRule
{
    public static int Memories => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Step<T>(T weight, T gradient, ref T first, ref T second, ref T third)
        where T : struct, INumbers<T>
    {
        means.Update(gradient, ref first, ref second);
        return weight - (first * rate / (T.SquareRoot(second) + epsilon));
    }
}
