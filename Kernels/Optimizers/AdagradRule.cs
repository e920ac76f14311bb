using System.Runtime.CompilerServices;

namespace Transfer.Kernels;

/// <summary>Adagrad (Duchi, Hazan and Singer, JMLR 2011): <c>v += g^2</c>, <c>w -= rate g / sqrt(v + epsilon)</c>.</summary>
internal readonly struct AdagradRule(float rate, float epsilon) : IUpdateRule
{
    public static int Memories => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Step<T>(T weight, T gradient, ref T first, ref T second, ref T third)
        where T : struct, INumbers<T>
    {
        first += gradient * gradient;
        return weight - (gradient / T.SquareRoot(first + epsilon) * rate);
    }
}
