using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Transfer.Pipeline;

/// <summary>8 numbers, for loops that keep many sums in the registers of a processor without AVX-512.</summary>
internal readonly struct HalfLanes(Vector256<float> values) : ILanes<HalfLanes, Vector256<float>>
{
    private readonly Vector256<float> _values = values;

    public Vector256<float> Values => _values;

    public static int Count => Vector256<float>.Count;

    public static unsafe HalfLanes Load(float* source) => new(Vector256.Load(source));

    public unsafe void Store(float* target) => _values.Store(target);

    public static unsafe Vector256<float> Read(float* source) => Vector256.Load(source);

    public static unsafe void Write(Vector256<float> vector, float* target) => vector.Store(target);

    public static Vector256<float> Create(float value) => Vector256.Create(value);

    public static Vector256<float> Add(Vector256<float> left, Vector256<float> right) => left + right;

    public static Vector256<float> MultiplyAdd(Vector256<float> left, Vector256<float> right, Vector256<float> sum) => Vector256.MultiplyAddEstimate(left, right, sum);

    public static HalfLanes MultiplyAdd(HalfLanes left, HalfLanes right, HalfLanes sum) =>
        new(Vector256.MultiplyAddEstimate(left._values, right._values, sum._values));

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

    public static HalfLanes operator +(HalfLanes left, HalfLanes right) => new(left._values + right._values);

    public static HalfLanes operator -(HalfLanes left, HalfLanes right) => new(left._values - right._values);

    public static HalfLanes operator *(HalfLanes left, HalfLanes right) => new(left._values * right._values);

    public static HalfLanes operator /(HalfLanes left, HalfLanes right) => new(left._values / right._values);

    public static HalfLanes operator +(HalfLanes left, float right) => new(left._values + Vector256.Create(right));

    public static HalfLanes operator *(HalfLanes left, float right) => new(left._values * right);

    public static HalfLanes SquareRoot(HalfLanes value) => new(Vector256.Sqrt(value._values));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HalfLanes InverseSquareRoot(HalfLanes value)
    {
        if (!Avx.IsSupported)
        {
            return new(Vector256<float>.One / Vector256.Sqrt(value._values));
        }

        // The processor's guess has 12 bits, and a step of Newton's twice as many: less than half the time of a root and a division.
        var guess = Avx.ReciprocalSqrt(value._values);
        return new(guess * Vector256.MultiplyAddEstimate(value._values * -0.5f * guess, guess, Vector256.Create(1.5f)));
    }

    public static HalfLanes Absolute(HalfLanes value) => new(Vector256.Abs(value._values));

    public static HalfLanes Larger(HalfLanes left, HalfLanes right) => new(Vector256.Max(left._values, right._values));
}
