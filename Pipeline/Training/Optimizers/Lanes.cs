using System.Numerics;

namespace Transfer.Pipeline;

/// <summary>As many numbers as the processor works on at once.</summary>
internal readonly struct Lanes(Vector<float> values) : INumbers<Lanes>
{
    private readonly Vector<float> _values = values;

    public static int Count => Vector<float>.Count;

    public static unsafe Lanes Load(float* source) => new(Vector.Load(source));

    public unsafe void Store(float* target) => Vector.Store(_values, target);

    public static Lanes operator +(Lanes left, Lanes right) => new(left._values + right._values);

    public static Lanes operator -(Lanes left, Lanes right) => new(left._values - right._values);

    public static Lanes operator *(Lanes left, Lanes right) => new(left._values * right._values);

    public static Lanes operator /(Lanes left, Lanes right) => new(left._values / right._values);

    public static Lanes operator +(Lanes left, float right) => new(left._values + new Vector<float>(right));

    public static Lanes operator *(Lanes left, float right) => new(left._values * right);

    public static Lanes SquareRoot(Lanes value) => new(Vector.SquareRoot(value._values));

    public static Lanes Absolute(Lanes value) => new(Vector.Abs(value._values));

    public static Lanes Larger(Lanes left, Lanes right) => new(Vector.Max(left._values, right._values));
}
