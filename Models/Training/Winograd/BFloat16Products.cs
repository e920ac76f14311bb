using Transfer.Kernels;
using static TorchSharp.torch;

namespace Transfer.Models;

/// <summary>Products of <see cref="BFloat16Domain"/> by libtorch.</summary>
internal readonly struct BFloat16Products : IWinogradProducts
{
    public static Tensor Stack(int count, int rows, int columns) => empty(count, rows, columns, dtype: ScalarType.BFloat16);

    public static Tensor Multiply(Tensor left, Tensor right, StackSize size) => bmm(left, right);

    public static Tensor MultiplyTransposed(Tensor left, Tensor right, StackSize size) => bmm(left.transpose(1, 2), right);
}
