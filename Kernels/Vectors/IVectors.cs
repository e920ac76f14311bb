using System.Runtime.Intrinsics;

namespace Transfer.Kernels;

/// <summary>Operations on the vectors of a processor, so that a loop is written once for every width.</summary>
/// <typeparam name="T">The vector itself: the compiler keeps a sum in its register only if no structure is around it.</typeparam>
internal unsafe interface IVectors<T>
    where T : unmanaged
{
    /// <summary>The number of floats of a vector.</summary>
    static abstract int Count { get; }

    static abstract T Create(float value);

    static abstract T Load(float* source);

    /// <summary>Loads the first floats; the others are 0 and not read.</summary>
    static abstract T LoadFirst(float* source, int count);

    static abstract void Store(T vector, float* target);

    /// <summary>Writes the first floats only.</summary>
    static abstract void StoreFirst(T vector, float* target, int count);

    static abstract T Add(T left, T right);

    static abstract T Subtract(T left, T right);

    static abstract T Multiply(T left, T right);

    static abstract T Divide(T left, T right);

    /// <summary>The product plus a sum, in one rounding where the processor can.</summary>
    static abstract T MultiplyAdd(T left, T right, T sum);

    static abstract T SquareRoot(T value);

    /// <summary>One over the square root, to within two units in the last place.</summary>
    static abstract T InverseSquareRoot(T value);

    static abstract T Abs(T value);

    /// <summary>The larger number of each pair; the right one where either is not a number.</summary>
    static abstract T Max(T left, T right);

    /// <summary>The larger number of each pair; not a number where either is not (IEEE 754's maximum).</summary>
    static abstract T Maximum(T left, T right);

    /// <summary>The smaller number of each pair; the right one where either is not a number.</summary>
    static abstract T Min(T left, T right);

    /// <summary>One or the other number, by a mask of all bits or none.</summary>
    static abstract T Select(T mask, T yes, T no);

    /// <summary>All floats but the first, followed by another.</summary>
    static abstract T Shift(T vector, float next);

    /// <summary>The <see cref="Maximum"/> of each two neighbours in two vectors, one after the other.</summary>
    static abstract T MaxOfPairs(T left, T right);

    /// <summary>The sum of each of four vectors.</summary>
    static abstract Vector128<float> Sums(T first, T second, T third, T fourth);

    /// <summary>Loads groups of four floats: the first of each group into one vector, the second of each into the next and so on.</summary>
    static abstract void Split(float* groups, out T first, out T second, out T third, out T fourth);

    /// <summary>Stores what <see cref="Split"/> loads.</summary>
    static abstract void Join(T first, T second, T third, T fourth, float* groups);
}
