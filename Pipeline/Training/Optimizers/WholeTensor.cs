using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>
/// All numbers of a tensor, on whichever device and in whichever order it has them. Results are in the caller's dispose scope.
/// </summary>
internal readonly struct WholeTensor(Tensor values) : INumbers<WholeTensor>
{
    public Tensor Values { get; } = values;

    public static WholeTensor operator +(WholeTensor left, WholeTensor right) => new(left.Values + right.Values);

    public static WholeTensor operator -(WholeTensor left, WholeTensor right) => new(left.Values - right.Values);

    public static WholeTensor operator *(WholeTensor left, WholeTensor right) => new(left.Values * right.Values);

    public static WholeTensor operator /(WholeTensor left, WholeTensor right) => new(left.Values / right.Values);

    public static WholeTensor operator +(WholeTensor left, float right) => new(left.Values + right);

    public static WholeTensor operator *(WholeTensor left, float right) => new(left.Values * right);

    public static WholeTensor MultiplyAdd(WholeTensor left, WholeTensor right, WholeTensor sum) =>
        new(sum.Values.addcmul(left.Values, right.Values, 1));

    public static WholeTensor SquareRoot(WholeTensor value) => new(value.Values.sqrt());

    public static WholeTensor InverseSquareRoot(WholeTensor value) => new(value.Values.rsqrt());

    public static WholeTensor Absolute(WholeTensor value) => new(value.Values.abs());

    public static WholeTensor Larger(WholeTensor left, WholeTensor right) => new(left.Values.maximum(right.Values));
}
