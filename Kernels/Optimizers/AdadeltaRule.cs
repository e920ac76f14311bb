using System.Runtime.CompilerServices;

namespace Transfer.Kernels;

/// <summary>
/// Adadelta (Zeiler, 2012): <c>d = g sqrt(s + epsilon) / sqrt(v + epsilon)</c>, <c>w -= rate d</c>, with running means <c>v</c> of squared
/// gradients and <c>s</c> of squared steps.
/// </summary>
internal readonly struct AdadeltaRule(float rate, float rho, float epsilon) : IUpdateRule
{
    public static int Memories => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Step<T>(T weight, T gradient, ref T first, ref T second, ref T third)
        where T : struct, INumbers<T>
    {
        first = (first * rho) + (gradient * gradient * (1 - rho));
        var step = gradient * T.SquareRoot(second + epsilon) / T.SquareRoot(first + epsilon);
        second = (second * rho) + (step * step * (1 - rho));
        return weight - (step * rate);
    }
}
