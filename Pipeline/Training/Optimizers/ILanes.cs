using System.Runtime.Intrinsics;

namespace Transfer.Pipeline;

/// <summary>Numbers that a processor works on at once.</summary>
/// <typeparam name="T">The numbers, as formulas take them.</typeparam>
/// <typeparam name="TVector">The processor's vector: loops over many sums need it itself, since the compiler lets no struct around it stay in a register.</typeparam>
internal interface ILanes<T, TVector> : INumbers<T>
    where T : struct, ILanes<T, TVector>
    where TVector : struct
{
    static abstract int Count { get; }

    static abstract unsafe T Load(float* source);

    unsafe void Store(float* target);

    static abstract unsafe TVector Read(float* source);

    static abstract unsafe void Write(TVector vector, float* target);

    static abstract TVector Create(float value);

    static abstract TVector Add(TVector left, TVector right);

    static abstract TVector MultiplyAdd(TVector left, TVector right, TVector sum);

    /// <summary>The sum of each of four vectors.</summary>
    static abstract Vector128<float> Sums(TVector first, TVector second, TVector third, TVector fourth);
}
