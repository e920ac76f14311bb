using System.Runtime.CompilerServices;

namespace Transfer.Kernels;

/// <summary>Adamax (Kingma and Ba, ICLR 2015): Adam with the largest recent gradient in place of the root mean square.</summary>
/// <param name="rate">The learning rate with the correction of the mean.</param>
/// <param name="share1">1 - beta_1.</param>
internal readonly struct AdamaxRule(float rate, float share1, float beta2, float epsilon) : IUpdateRule
{
    public static int Memories => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Step<T>(T weight, T gradient, ref T first, ref T second, ref T third)
        where T : struct, INumbers<T>
    {
        first += (gradient - first) * share1;
        second = T.Max(second * beta2, T.Abs(gradient));
        return weight - (first * rate / (second + epsilon));
    }
}
