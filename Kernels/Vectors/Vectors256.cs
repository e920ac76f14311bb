using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Transfer.Kernels;

/// <summary>Eight floats. Masks and permutations, which convolutions need, require AVX2; the rest works on every processor.</summary>
internal readonly unsafe struct Vectors256 : IVectors<Vector256<float>>
{
    public static int Count => Vector256<float>.Count;

    public static Vector256<float> Create(float value) => Vector256.Create(value);

    public static Vector256<float> Load(float* source) => Vector256.Load(source);

    public static Vector256<float> LoadFirst(float* source, int count) => Avx.MaskLoad(source, First(count));

    public static void Store(Vector256<float> vector, float* target) => vector.Store(target);

    public static void StoreFirst(Vector256<float> vector, float* target, int count) => Avx.MaskStore(target, First(count), vector);

    public static Vector256<float> Add(Vector256<float> left, Vector256<float> right) => left + right;

    public static Vector256<float> Subtract(Vector256<float> left, Vector256<float> right) => left - right;

    public static Vector256<float> Multiply(Vector256<float> left, Vector256<float> right) => left * right;

    public static Vector256<float> Divide(Vector256<float> left, Vector256<float> right) => left / right;

    public static Vector256<float> MultiplyAdd(Vector256<float> left, Vector256<float> right, Vector256<float> sum) =>
        Vector256.MultiplyAddEstimate(left, right, sum);

    public static Vector256<float> SquareRoot(Vector256<float> value) => Vector256.Sqrt(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> InverseSquareRoot(Vector256<float> value)
    {
        if (!Avx.IsSupported)
        {
            return Vector256<float>.One / Vector256.Sqrt(value);
        }

        // The processor's estimate has 12 bits; a step of Newton's method doubles them, in half the time of a root and a division.
        var estimate = Avx.ReciprocalSqrt(value);
        return estimate * Vector256.MultiplyAddEstimate(value * -0.5f * estimate, estimate, Vector256.Create(1.5f));
    }

    public static Vector256<float> Abs(Vector256<float> value) => Vector256.Abs(value);

    public static Vector256<float> Max(Vector256<float> left, Vector256<float> right) => Vector256.MaxNative(left, right);

    public static Vector256<float> Maximum(Vector256<float> left, Vector256<float> right) => Vector256.Max(left, right);

    public static Vector256<float> Min(Vector256<float> left, Vector256<float> right) => Vector256.MinNative(left, right);

    public static Vector256<float> Select(Vector256<float> mask, Vector256<float> yes, Vector256<float> no) =>
        Avx.BlendVariable(no, yes, mask);

    public static Vector256<float> Shift(Vector256<float> vector, float next) =>
        Avx.Blend(Avx2.PermuteVar8x32(vector, Vector256.Create(1, 2, 3, 4, 5, 6, 7, 0)), Vector256.Create(next), 0b1000_0000);

    public static Vector256<float> MaxOfPairs(Vector256<float> left, Vector256<float> right)
    {
        // Pairs 0 and 1 of the left, 0 and 1 of the right, then 2 and 3 of each.
        var pairs = Maximum(Avx.Shuffle(left, right, 0b10_00_10_00), Avx.Shuffle(left, right, 0b11_01_11_01));
        return Avx2.Permute4x64(pairs.AsDouble(), 0b11_01_10_00).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Sums(Vector256<float> first, Vector256<float> second, Vector256<float> third, Vector256<float> fourth)
    {
        if (!Avx.IsSupported)
        {
            return Vector128.Create(Vector256.Sum(first), Vector256.Sum(second), Vector256.Sum(third), Vector256.Sum(fourth));
        }

        var pairs = Avx.HorizontalAdd(Avx.HorizontalAdd(first, second), Avx.HorizontalAdd(third, fourth));
        return pairs.GetLower() + pairs.GetUpper();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Split(
        float* groups, out Vector256<float> first, out Vector256<float> second, out Vector256<float> third, out Vector256<float> fourth)
    {
        (first, second, third, fourth) = (LoadPair(groups), LoadPair(groups + 4), LoadPair(groups + 8), LoadPair(groups + 12));
        Transpose(ref first, ref second, ref third, ref fourth);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Join(
        Vector256<float> first, Vector256<float> second, Vector256<float> third, Vector256<float> fourth, float* groups)
    {
        Transpose(ref first, ref second, ref third, ref fourth);
        StorePair(first, groups);
        StorePair(second, groups + 4);
        StorePair(third, groups + 8);
        StorePair(fourth, groups + 12);
    }

    private static Vector256<float> First(int count) => Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(count)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> LoadPair(float* source) => Vector256.Create(Vector128.Load(source), Vector128.Load(source + 16));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StorePair(Vector256<float> value, float* target)
    {
        value.GetLower().Store(target);
        value.GetUpper().Store(target + 16);
    }

    /// <summary>Transposes 4 x 4 floats in each half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(ref Vector256<float> a, ref Vector256<float> b, ref Vector256<float> c, ref Vector256<float> d)
    {
        var (low, high) = (Avx.UnpackLow(a, b), Avx.UnpackHigh(a, b));
        var (low2, high2) = (Avx.UnpackLow(c, d), Avx.UnpackHigh(c, d));
        a = Avx.Shuffle(low, low2, 0b01_00_01_00);
        b = Avx.Shuffle(low, low2, 0b11_10_11_10);
        c = Avx.Shuffle(high, high2, 0b01_00_01_00);
        d = Avx.Shuffle(high, high2, 0b11_10_11_10);
    }
}
