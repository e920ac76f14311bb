namespace Transfer.Kernels;

/// <summary>A vector with the operators that formulas are written with.</summary>
internal readonly struct Numbers<TVectors, TVector>(TVector value) : INumbers<Numbers<TVectors, TVector>>
    where TVectors : struct, IVectors<TVector>
    where TVector : unmanaged
{
    private readonly TVector _value = value;

    public static unsafe Numbers<TVectors, TVector> Load(float* source) => new(TVectors.Load(source));

    public unsafe void Store(float* target) => TVectors.Store(_value, target);

    public static Numbers<TVectors, TVector> operator +(Numbers<TVectors, TVector> left, Numbers<TVectors, TVector> right) =>
        new(TVectors.Add(left._value, right._value));

    public static Numbers<TVectors, TVector> operator -(Numbers<TVectors, TVector> left, Numbers<TVectors, TVector> right) =>
        new(TVectors.Subtract(left._value, right._value));

    public static Numbers<TVectors, TVector> operator *(Numbers<TVectors, TVector> left, Numbers<TVectors, TVector> right) =>
        new(TVectors.Multiply(left._value, right._value));

    public static Numbers<TVectors, TVector> operator /(Numbers<TVectors, TVector> left, Numbers<TVectors, TVector> right) =>
        new(TVectors.Divide(left._value, right._value));

    public static Numbers<TVectors, TVector> operator +(Numbers<TVectors, TVector> left, float right) =>
        new(TVectors.Add(left._value, TVectors.Create(right)));

    public static Numbers<TVectors, TVector> operator *(Numbers<TVectors, TVector> left, float right) =>
        new(TVectors.Multiply(left._value, TVectors.Create(right)));

    public static Numbers<TVectors, TVector> MultiplyAdd(
        Numbers<TVectors, TVector> left, Numbers<TVectors, TVector> right, Numbers<TVectors, TVector> sum) =>
        new(TVectors.MultiplyAdd(left._value, right._value, sum._value));

    public static Numbers<TVectors, TVector> SquareRoot(Numbers<TVectors, TVector> value) => new(TVectors.SquareRoot(value._value));

    public static Numbers<TVectors, TVector> InverseSquareRoot(Numbers<TVectors, TVector> value) =>
        new(TVectors.InverseSquareRoot(value._value));

    public static Numbers<TVectors, TVector> Abs(Numbers<TVectors, TVector> value) => new(TVectors.Abs(value._value));

    public static Numbers<TVectors, TVector> Max(Numbers<TVectors, TVector> left, Numbers<TVectors, TVector> right) =>
        new(TVectors.Max(left._value, right._value));
}
