using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Transfer.Models;

/// <summary>Eight numbers, with AVX2 and FMA.</summary>
internal readonly unsafe struct NarrowVectors : IVectors<Vector256<float>>
{
    public static int Count => Vector256<float>.Count;

    public static int FiltersTogether => 6;

    public static Vector256<float> Create(float value) => Vector256.Create(value);

    public static Vector256<float> Load(float* source) => Vector256.Load(source);

    public static Vector256<float> LoadFirst(float* source, int count) => Avx.MaskLoad(source, First(count));

    public static void Store(Vector256<float> vector, float* target) => vector.Store(target);

    public static void StoreFirst(Vector256<float> vector, float* target, int count) => Avx.MaskStore(target, First(count), vector);

    public static Vector256<float> Add(Vector256<float> left, Vector256<float> right) => left + right;

    public static Vector256<float> Subtract(Vector256<float> left, Vector256<float> right) => left - right;

    public static Vector256<float> Multiply(Vector256<float> left, Vector256<float> right) => left * right;

    public static Vector256<float> MultiplyAdd(Vector256<float> left, Vector256<float> right, Vector256<float> sum) => Vector256.FusedMultiplyAdd(left, right, sum);

    public static Vector256<float> Max(Vector256<float> left, Vector256<float> right) => Avx.Max(left, right);

    public static Vector256<float> Min(Vector256<float> left, Vector256<float> right) => Avx.Min(left, right);

    public static Vector256<float> Select(Vector256<float> mask, Vector256<float> yes, Vector256<float> no) => Avx.BlendVariable(no, yes, mask);

    public static Vector256<float> Shift(Vector256<float> vector, float next) =>
        Avx.Blend(Avx2.PermuteVar8x32(vector, Vector256.Create(1, 2, 3, 4, 5, 6, 7, 0)), Vector256.Create(next), 0b1000_0000);

    public static Vector256<float> MaxOfPairs(Vector256<float> left, Vector256<float> right)
    {
        // Pairs 0, 1, 4, 5 of the left and of the right in turns.
        var pairs = Avx.Max(Avx.Shuffle(left, right, 0b10_00_10_00), Avx.Shuffle(left, right, 0b11_01_11_01));
        return Avx2.Permute4x64(pairs.AsDouble(), 0b11_01_10_00).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Split(float* fours, out Vector256<float> first, out Vector256<float> second, out Vector256<float> third, out Vector256<float> fourth)
    {
        (first, second, third, fourth) = (Pair(fours), Pair(fours + 4), Pair(fours + 8), Pair(fours + 12));
        Exchange(ref first, ref second, ref third, ref fourth);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Join(Vector256<float> first, Vector256<float> second, Vector256<float> third, Vector256<float> fourth, float* fours)
    {
        Exchange(ref first, ref second, ref third, ref fourth);
        Unpair(first, fours);
        Unpair(second, fours + 4);
        Unpair(third, fours + 8);
        Unpair(fourth, fours + 12);
    }

    private static Vector256<float> First(int count) => Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(count)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Pair(float* line) => Vector256.Create(Vector128.Load(line), Vector128.Load(line + 16));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Unpair(Vector256<float> value, float* line)
    {
        value.GetLower().Store(line);
        value.GetUpper().Store(line + 16);
    }

    /// <summary>Transposes 4 x 4 numbers in each half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Exchange(ref Vector256<float> a, ref Vector256<float> b, ref Vector256<float> c, ref Vector256<float> d)
    {
        var (low, high) = (Avx.UnpackLow(a, b), Avx.UnpackHigh(a, b));
        var (low2, high2) = (Avx.UnpackLow(c, d), Avx.UnpackHigh(c, d));
        a = Avx.Shuffle(low, low2, 0b01_00_01_00);
        b = Avx.Shuffle(low, low2, 0b11_10_11_10);
        c = Avx.Shuffle(high, high2, 0b01_00_01_00);
        d = Avx.Shuffle(high, high2, 0b11_10_11_10);
    }
}
