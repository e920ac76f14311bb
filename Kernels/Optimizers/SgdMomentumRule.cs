using System.Runtime.CompilerServices;

namespace Transfer.Kernels;

/// <summary>
/// Gradient descent with momentum (Polyak, 1964), <c>m = momentum m - rate g</c> and <c>w += m</c>, or with Nesterov's (1983; Sutskever et
/// al., ICML 2013), <c>w += momentum m - rate g</c>.
/// </summary>
internal readonly struct SgdMomentumRule(float rate, float momentum, bool nesterov) : IUpdateRule
{
    public static int Memories => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Step<T>(T weight, T gradient, ref T first, ref T second, ref T third)
        where T : struct, INumbers<T>
    {
        var step = gradient * rate;
        first = (first * momentum) - step;
        return nesterov ? weight + (first * momentum) - step : weight + first;
    }
}
