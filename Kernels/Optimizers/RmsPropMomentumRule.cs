using System.Runtime.CompilerServices;

namespace Transfer.Kernels;

/// <summary>RMSprop with momentum over its steps and, centred, with the squared mean gradient subtracted from <c>v</c>.</summary>
internal readonly struct RmsPropMomentumRule(float rate, float rho, float epsilon, float momentum, bool centered) : IUpdateRule
{
    public static int Memories => 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Step<T>(T weight, T gradient, ref T first, ref T second, ref T third)
        where T : struct, INumbers<T>
    {
        first = (first * rho) + (gradient * gradient * (1 - rho));
        var denominator = first;
        if (centered)
        {
            third = (third * rho) + (gradient * (1 - rho));
            denominator = first - (third * third);
        }

        second = (second * momentum) + (gradient / T.SquareRoot(denominator + epsilon) * rate);
        return weight - second;
    }
}
