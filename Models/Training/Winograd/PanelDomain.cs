using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace Transfer.Models;

/// <summary>float32 in panels of 32 columns, multiplied by <see cref="PanelProduct"/>.</summary>
internal readonly unsafe struct PanelDomain : IWinogradDomain
{
    // Matrices a power of two apart would all fall into the same few lines of the cache.
    private const long Gap = PanelProduct.Width;

    public static int MostOutputs => 3;

    public static int Rows(int tiles) => (tiles + PanelProduct.Rows - 1) / PanelProduct.Rows * PanelProduct.Rows;

    public static Tensor Stack(long count, long rows, long columns) => empty(count, Stride(rows, columns));

    public static long Stride(long rows, long columns) => (rows * columns) + Gap;

    public static long Offset(long row, long column, long rows, long columns) =>
        (((column / PanelProduct.Width * rows) + row) * PanelProduct.Width) + (column % PanelProduct.Width);

    public static Vector512<float> Load(nint stack, long index) => Vector512.Load((float*)stack + index);

    public static void Store(Vector512<float> values, nint stack, long index) => values.Store((float*)stack + index);

    public static Tensor Multiply(Tensor left, Tensor right, int count, int rows, int inner, int columns)
    {
        var result = Stack(count, rows, columns);
        PanelProduct.Multiply(left.Address(), right.Address(), result.Address(), count, rows, inner, columns);
        return result;
    }

    public static Tensor MultiplyTransposed(Tensor left, Tensor right, int count, int inner, int rows, int columns)
    {
        var result = Stack(count, rows, columns);
        PanelProduct.MultiplyTransposed(left.Address(), right.Address(), result.Address(), count, inner, rows, columns);
        return result;
    }
}
