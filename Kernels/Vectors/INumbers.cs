namespace Transfer.Kernels;

/// <summary>The arithmetic of an optimizer's formula, so that a formula is written once for vectors and for tensors.</summary>
internal interface INumbers<T>
    where T : struct, INumbers<T>
{
    static abstract T operator +(T left, T right);

    static abstract T operator -(T left, T right);

    static abstract T operator *(T left, T right);

    static abstract T operator /(T left, T right);

    static abstract T operator +(T left, float right);

    static abstract T operator *(T left, float right);

    /// <summary>The product plus a sum, in one rounding where the processor can.</summary>
    static abstract T MultiplyAdd(T left, T right, T sum);

    static abstract T SquareRoot(T value);

    /// <summary>One over the square root, to within two units in the last place.</summary>
    static abstract T InverseSquareRoot(T value);

    static abstract T Abs(T value);

    static abstract T Max(T left, T right);
}
