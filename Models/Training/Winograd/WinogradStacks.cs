using static TorchSharp.torch;

namespace Transfer.Models.Training;

/// <summary>Stacks of matrices in a Winograd domain and their products, which sum in float32.</summary>
internal static class WinogradStacks<TDomain>
    where TDomain : struct, IWinogradDomain
{
    /// <summary>Creates a stack; its values are not set.</summary>
    public static Tensor Create(int count, int rows, int columns) =>
        empty(count, TDomain.Stride(rows, columns), dtype: TDomain.HasPanels ? ScalarType.Float32 : ScalarType.BFloat16);

    /// <summary><c>[rows, inner] x [inner, columns]</c> for each matrix of the stacks.</summary>
    public static Tensor Multiply(Tensor left, Tensor right, StackSize size)
    {
        if (!TDomain.HasPanels)
        {
            return bmm(left.view(size.Count, size.Rows, size.Inner), Right(right, size));
        }

        var result = Create(size.Count, size.Rows, size.Columns);
        StackProduct.Multiply(left.Address(), right.Address(), result.Address(), size);
        return result;
    }

    /// <summary><c>[inner, rows]^T x [inner, columns]</c> for each matrix of the stacks.</summary>
    public static Tensor MultiplyTransposed(Tensor left, Tensor right, StackSize size)
    {
        if (!TDomain.HasPanels)
        {
            return bmm(left.view(size.Count, size.Inner, size.Rows).transpose(1, 2), Right(right, size));
        }

        var result = Create(size.Count, size.Rows, size.Columns);
        StackProduct.MultiplyTransposed(left.Address(), right.Address(), result.Address(), size);
        return result;
    }

    private static Tensor Right(Tensor right, StackSize size) => right.view(size.Count, size.Inner, size.Columns);
}
