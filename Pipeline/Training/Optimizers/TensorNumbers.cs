using static TorchSharp.torch;

namespace Transfer.Pipeline.Training;

/// <summary>All numbers of a tensor, on any device and in any layout. Results are in the caller's dispose scope.</summary>
internal readonly struct TensorNumbers(Tensor values) : INumbers<TensorNumbers>
{
    public Tensor Values { get; } = values;

    public static TensorNumbers operator +(TensorNumbers left, TensorNumbers right) => new(left.Values.Plus(right.Values));

    public static TensorNumbers operator -(TensorNumbers left, TensorNumbers right) => new(left.Values - right.Values);

    public static TensorNumbers operator *(TensorNumbers left, TensorNumbers right) => new(left.Values * right.Values);

    public static TensorNumbers operator /(TensorNumbers left, TensorNumbers right) => new(left.Values / right.Values);

    public static TensorNumbers operator +(TensorNumbers left, float right) => new(left.Values.Plus(right));

    public static TensorNumbers operator *(TensorNumbers left, float right) => new(left.Values.Times(right));

    public static TensorNumbers MultiplyAdd(TensorNumbers left, TensorNumbers right, TensorNumbers sum) =>
        new(sum.Values.PlusProduct(left.Values, right.Values));

    public static TensorNumbers SquareRoot(TensorNumbers value) => new(value.Values.sqrt());

    public static TensorNumbers InverseSquareRoot(TensorNumbers value) => new(value.Values.rsqrt());

    public static TensorNumbers Abs(TensorNumbers value) => new(value.Values.abs());

    public static TensorNumbers Max(TensorNumbers left, TensorNumbers right) => new(left.Values.maximum(right.Values));
}
