using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Transfer.Kernels;

/// <summary>Sixteen floats, for processors with AVX-512.</summary>
internal readonly unsafe struct Vectors512 : IVectors<Vector512<float>>
{
    public static int Count => Vector512<float>.Count;

    public static Vector512<float> Create(float value) => Vector512.Create(value);

    public static Vector512<float> Load(float* source) => Vector512.Load(source);

    public static Vector512<float> LoadFirst(float* source, int count) => Avx512F.MaskLoad(source, First(count), Vector512<float>.Zero);

    public static void Store(Vector512<float> vector, float* target) => vector.Store(target);

    public static void StoreFirst(Vector512<float> vector, float* target, int count) => Avx512F.MaskStore(target, First(count), vector);

    public static Vector512<float> Add(Vector512<float> left, Vector512<float> right) => left + right;

    public static Vector512<float> Subtract(Vector512<float> left, Vector512<float> right) => left - right;

    public static Vector512<float> Multiply(Vector512<float> left, Vector512<float> right) => left * right;

    public static Vector512<float> Divide(Vector512<float> left, Vector512<float> right) => left / right;

    public static Vector512<float> MultiplyAdd(Vector512<float> left, Vector512<float> right, Vector512<float> sum) =>
        Vector512.MultiplyAddEstimate(left, right, sum);

    public static Vector512<float> SquareRoot(Vector512<float> value) => Vector512.Sqrt(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> InverseSquareRoot(Vector512<float> value)
    {
        // As for 256 bits; this estimate has 14.
        var estimate = Avx512F.ReciprocalSqrt14(value);
        return estimate * Vector512.MultiplyAddEstimate(value * -0.5f * estimate, estimate, Vector512.Create(1.5f));
    }

    public static Vector512<float> Abs(Vector512<float> value) => Vector512.Abs(value);

    public static Vector512<float> Max(Vector512<float> left, Vector512<float> right) => Vector512.MaxNative(left, right);

    public static Vector512<float> Maximum(Vector512<float> left, Vector512<float> right) => Vector512.Max(left, right);

    public static Vector512<float> Min(Vector512<float> left, Vector512<float> right) => Vector512.MinNative(left, right);

    public static Vector512<float> Select(Vector512<float> mask, Vector512<float> yes, Vector512<float> no) =>
        Vector512.ConditionalSelect(mask, yes, no);

    public static Vector512<float> Shift(Vector512<float> vector, float next) =>
        Avx512F.AlignRight32(Vector512.Create(next).AsInt32(), vector.AsInt32(), 1).AsSingle();

    public static Vector512<float> MaxOfPairs(Vector512<float> left, Vector512<float> right)
    {
        var even = Vector512.Create(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
        return Maximum(Avx512F.PermuteVar16x32x2(left, even, right), Avx512F.PermuteVar16x32x2(left, even + Vector512<int>.One, right));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Sums(Vector512<float> first, Vector512<float> second, Vector512<float> third, Vector512<float> fourth) =>
        Vectors256.Sums(AddHalves(first), AddHalves(second), AddHalves(third), AddHalves(fourth));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Split(
        float* groups, out Vector512<float> first, out Vector512<float> second, out Vector512<float> third, out Vector512<float> fourth)
    {
        var (a, b, c, d) = (Load(groups), Load(groups + 16), Load(groups + 32), Load(groups + 48));
        var firstTwo = Vector512.Create(0, 4, 8, 12, 16, 20, 24, 28, 1, 5, 9, 13, 17, 21, 25, 29);
        var lastTwo = Vector512.Create(2, 6, 10, 14, 18, 22, 26, 30, 3, 7, 11, 15, 19, 23, 27, 31);
        PairHalves(Avx512F.PermuteVar16x32x2(a, firstTwo, b), Avx512F.PermuteVar16x32x2(c, firstTwo, d), out first, out second);
        PairHalves(Avx512F.PermuteVar16x32x2(a, lastTwo, b), Avx512F.PermuteVar16x32x2(c, lastTwo, d), out third, out fourth);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Join(
        Vector512<float> first, Vector512<float> second, Vector512<float> third, Vector512<float> fourth, float* groups)
    {
        // Of eight groups each: the first and second floats, the third and fourth ones.
        PairHalves(first, second, out var low, out var high);
        PairHalves(third, fourth, out var low2, out var high2);
        var firstFour = Vector512.Create(0, 8, 16, 24, 1, 9, 17, 25, 2, 10, 18, 26, 3, 11, 19, 27);
        var lastFour = Vector512.Create(4, 12, 20, 28, 5, 13, 21, 29, 6, 14, 22, 30, 7, 15, 23, 31);
        Avx512F.PermuteVar16x32x2(low, firstFour, low2).Store(groups);
        Avx512F.PermuteVar16x32x2(low, lastFour, low2).Store(groups + 16);
        Avx512F.PermuteVar16x32x2(high, firstFour, high2).Store(groups + 32);
        Avx512F.PermuteVar16x32x2(high, lastFour, high2).Store(groups + 48);
    }

    private static Vector512<float> First(int count) => Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(count)).AsSingle();

    private static Vector256<float> AddHalves(Vector512<float> vector) => vector.GetLower() + vector.GetUpper();

    /// <summary>The lower halves of two vectors and the upper ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PairHalves(Vector512<float> one, Vector512<float> other, out Vector512<float> lower, out Vector512<float> upper)
    {
        lower = Avx512F.Shuffle4x128(one, other, 0b01_00_01_00);
        upper = Avx512F.Shuffle4x128(one, other, 0b11_10_11_10);
    }
}
