using System.Runtime.CompilerServices;

namespace Transfer.Kernels;

/// <summary>The running means of Adam and its relatives: of gradients and of their squares.</summary>
/// <param name="share1">The weight of a new gradient, 1 - beta_1.</param>
/// <param name="share2">The weight of a new squared gradient, 1 - beta_2.</param>
internal readonly struct GradientMeans(float share1, float share2)
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Update<T>(T gradient, ref T mean, ref T meanSquare)
        where T : struct, INumbers<T>
    {
        mean += (gradient - mean) * share1;
        meanSquare += ((gradient * gradient) - meanSquare) * share2;
    }
}
