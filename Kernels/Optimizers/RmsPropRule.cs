using System.Runtime.CompilerServices;

namespace Transfer.Kernels;

/// <summary>RMSprop (Tieleman and Hinton, 2012): <c>v = rho v + (1 - rho) g^2</c>, <c>w -= rate g / sqrt(v + epsilon)</c>.</summary>
internal readonly struct RmsPropRule(float rate, float rho, float epsilon) : IUpdateRule
{
    public static int Memories => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Step<T>(T weight, T gradient, ref T first, ref T second, ref T third)
        where T : struct, INumbers<T>
    {
        first = T.MultiplyAdd(gradient * (1 - rho), gradient, first * rho);
        return T.MultiplyAdd(gradient * -rate, T.InverseSquareRoot(first + epsilon), weight);
    }
}
