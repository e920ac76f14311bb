using System.Runtime.CompilerServices;

namespace Transfer.Kernels;

/// <summary>Gradient descent: <c>w -= rate g</c>.</summary>
internal readonly struct SgdRule(float rate) : IUpdateRule
{
    public static int Memories => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Step<T>(T weight, T gradient, ref T first, ref T second, ref T third)
        where T : struct, INumbers<T> => weight - (gradient * rate);
}
