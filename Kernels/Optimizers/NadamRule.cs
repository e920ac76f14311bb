using System.Runtime.CompilerServices;

namespace Transfer.Kernels;

/// <summary>Nadam (Dozat, ICLR 2016 workshop): Adam with Nesterov's momentum.</summary>
/// <param name="ofMean">The factor of the mean gradient in a step.</param>
/// <param name="ofGradient">The factor of the gradient in a step.</param>
/// <param name="correction">The correction of the mean squared gradient.</param>
internal readonly struct NadamRule(float ofMean, float ofGradient, float correction, GradientMeans means, float epsilon) : IUpdateRule
{
    public static int Memories => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Step<T>(T weight, T gradient, ref T first, ref T second, ref T third)
        where T : struct, INumbers<T>
    {
        means.Update(gradient, ref first, ref second);
        return weight - (((first * ofMean) + (gradient * ofGradient)) / (T.SquareRoot(second * correction) + epsilon));
    }
}
