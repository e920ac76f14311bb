using System.Runtime.Intrinsics;

namespace Transfer.Pipeline;

/// <summary>16 numbers, which processors without AVX-512 work on in parts.</summary>
internal readonly struct Lanes(Vector512<float> values) : ILanes<Lanes>
{
    private readonly Vector512<float> _values = values;

    public static int Count => Vector512<float>.Count;

    public static unsafe Lanes Load(float* source) => new(Vector512.Load(source));

    public unsafe void Store(float* target) => _values.Store(target);

    public static Lanes Create(float value) => new(Vector512.Create(value));

    public static Lanes MultiplyAdd(Lanes left, Lanes right, Lanes sum) => new(Vector512.MultiplyAddEstimate(left._values, right._values, sum._values));

    public static float Sum(Lanes values) => Vector512.Sum(values._values);

    public static Lanes operator +(Lanes left, Lanes right) => new(left._values + right._values);

    public static Lanes operator -(Lanes left, Lanes right) => new(left._values - right._values);

    public static Lanes operator *(Lanes left, Lanes right) => new(left._values * right._values);

    public static Lanes operator /(Lanes left, Lanes right) => new(left._values / right._values);

    public static Lanes operator +(Lanes left, float right) => new(left._values + Vector512.Create(right));

    public static Lanes operator *(Lanes left, float right) => new(left._values * right);

    public static Lanes SquareRoot(Lanes value) => new(Vector512.Sqrt(value._values));

    public static Lanes Absolute(Lanes value) => new(Vector512.Abs(value._values));

    public static Lanes Larger(Lanes left, Lanes right) => new(Vector512.Max(left._values, right._values));
}
