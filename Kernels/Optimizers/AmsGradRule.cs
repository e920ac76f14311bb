using System.Runtime.CompilerServices;

namespace Transfer.Kernels;

/// <summary>Adam with a mean squared gradient that never falls (Reddi, Kale and Kumar, ICLR 2018).</summary>
/// <param name="rate">The learning rate with the correction of both means.</param>
internal readonly struct AmsGradRule(float rate, GradientMeans means, float epsilon) : IUpdateRule
{
    public static int Memories => 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Step<T>(T weight, T gradient, ref T first, ref T second, ref T third)
        where T : struct, INumbers<T>
    {
        means.Update(gradient, ref first, ref second);
        third = T.Max(third, second);
        return weight - (first * rate / (T.SquareRoot(third) + epsilon));
    }
}
