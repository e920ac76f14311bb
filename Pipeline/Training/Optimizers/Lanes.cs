using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Transfer.Pipeline;

/// <summary>16 numbers, which processors without AVX-512 work on in parts.</summary>
internal readonly struct Lanes(Vector512<float> values) : ILanes<Lanes, Vector512<float>>
{
    private readonly Vector512<float> _values = values;

    public static int Count => Vector512<float>.Count;

    public static unsafe Lanes Load(float* source) => new(Vector512.Load(source));

    public unsafe void Store(float* target) => _values.Store(target);

    public static unsafe Vector512<float> Read(float* source) => Vector512.Load(source);

    public static unsafe void Write(Vector512<float> vector, float* target) => vector.Store(target);

    public static Vector512<float> Create(float value) => Vector512.Create(value);

    public static Vector512<float> Add(Vector512<float> left, Vector512<float> right) => left + right;

    public static Vector512<float> MultiplyAdd(Vector512<float> left, Vector512<float> right, Vector512<float> sum) => Vector512.MultiplyAddEstimate(left, right, sum);

    public static Lanes MultiplyAdd(Lanes left, Lanes right, Lanes sum) => new(Vector512.MultiplyAddEstimate(left._values, right._values, sum._values));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Sums(Vector512<float> first, Vector512<float> second, Vector512<float> third, Vector512<float> fourth) =>
        HalfLanes.Sums(Halves(first), Halves(second), Halves(third), Halves(fourth));

    public static Lanes operator +(Lanes left, Lanes right) => new(left._values + right._values);

    public static Lanes operator -(Lanes left, Lanes right) => new(left._values - right._values);

    public static Lanes operator *(Lanes left, Lanes right) => new(left._values * right._values);

    public static Lanes operator /(Lanes left, Lanes right) => new(left._values / right._values);

    public static Lanes operator +(Lanes left, float right) => new(left._values + Vector512.Create(right));

    public static Lanes operator *(Lanes left, float right) => new(left._values * right);

    public static Lanes SquareRoot(Lanes value) => new(Vector512.Sqrt(value._values));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes InverseSquareRoot(Lanes value)
    {
        if (!Avx512F.IsSupported)
        {
            return new(Vector512.Create(
                HalfLanes.InverseSquareRoot(new(value._values.GetLower())).Values, HalfLanes.InverseSquareRoot(new(value._values.GetUpper())).Values));
        }

        // As for half as many numbers; the guess has 14 bits.
        var guess = Avx512F.ReciprocalSqrt14(value._values);
        return new(guess * Vector512.MultiplyAddEstimate(value._values * -0.5f * guess, guess, Vector512.Create(1.5f)));
    }

    public static Lanes Absolute(Lanes value) => new(Vector512.Abs(value._values));

    public static Lanes Larger(Lanes left, Lanes right) => new(Vector512.Max(left._values, right._values));

    private static Vector256<float> Halves(Vector512<float> vector) => vector.GetLower() + vector.GetUpper();
}
