using Transfer.Kernels;
using static TorchSharp.torch;

namespace Transfer.Models;

/// <summary>Products of <see cref="PanelDomain"/>.</summary>
internal readonly struct PanelProducts : IWinogradProducts
{
    public static Tensor Stack(int count, int rows, int columns) => empty(count, PanelDomain.Stride(rows, columns));

    public static Tensor Multiply(Tensor left, Tensor right, StackSize size)
    {
        var result = Stack(size.Count, size.Rows, size.Columns);
        StackProduct.Multiply(left.Address(), right.Address(), result.Address(), size);
        return result;
    }

    public static Tensor MultiplyTransposed(Tensor left, Tensor right, StackSize size)
    {
        var result = Stack(size.Count, size.Rows, size.Columns);
        StackProduct.MultiplyTransposed(left.Address(), right.Address(), result.Address(), size);
        return result;
    }
}
