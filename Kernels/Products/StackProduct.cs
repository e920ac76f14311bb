using System.Runtime.Intrinsics;
using Product = Transfer.Kernels.PanelProduct<Transfer.Kernels.Vectors512, System.Runtime.Intrinsics.Vector512<float>>;

namespace Transfer.Kernels;

/// <summary>
/// Products of stacks of matrices on all cores. Left and right matrix both change from call to call, so all lie in the panels that
/// transforms write, <c>[columns / 32, rows, 32]</c>. libtorch's MKL does not use AVX-512 on AMD processors and reaches a third of this
/// speed.
/// </summary>
internal static unsafe class StackProduct
{
    private delegate void BlockProduct(int stack, int row, float* panel, float* result);

    /// <summary>The number of columns of a panel.</summary>
    public static int Width => Product.Width;

    /// <summary>The number of rows of a result is a multiple of it.</summary>
    public static int Rows => Product.Rows;

    /// <summary>Whether this processor has the vectors.</summary>
    public static bool IsSupported => Vector512.IsHardwareAccelerated;

    /// <summary>The number of floats from a matrix of a stack to the next.</summary>
    // Matrices a power of two apart would all fall into the same few lines of the cache.
    public static long Stride(long rows, long columns) => (rows * columns) + Width;

    /// <summary><c>[R, S] x [S, Q]</c> for each matrix of the stacks.</summary>
    /// <param name="left">The address of R x S in panels.</param>
    /// <param name="right">The address of S x Q in panels.</param>
    /// <param name="result">The address that receives R x Q in panels.</param>
    public static void Multiply(nint left, nint right, nint result, StackSize size) => Run(
        right, result, size, (stack, row, panel, block) =>
    {
        var start = (float*)left + (stack * Stride(size.Rows, size.Inner)) + (row * Width);
        Product.MultiplyBlock<PanelRows>(start, panel, block, size.Inner, (long)size.Rows * Width);
    });

    /// <summary><c>[S, R]^T x [S, Q]</c> for each matrix of the stacks.</summary>
    /// <param name="left">The address of S x R in panels.</param>
    /// <param name="right">The address of S x Q in panels.</param>
    /// <param name="result">The address that receives R x Q in panels.</param>
    public static void MultiplyTransposed(nint left, nint right, nint result, StackSize size) => Run(
        right, result, size, (stack, row, panel, block) =>
    {
        var start = (float*)left + (stack * Stride(size.Inner, size.Rows)) + ((long)(row / Width) * size.Inner * Width) + (row % Width);
        Product.MultiplyBlock<PanelColumns>(start, panel, block, size.Inner);
    });

    private static void Run(nint right, nint result, StackSize size, BlockProduct multiply) =>
        Parallel.For(0, size.Count * (size.Columns / Width), index =>
        {
            var (stack, panel) = Math.DivRem(index, size.Columns / Width);
            var b = (float*)right + (stack * Stride(size.Inner, size.Columns)) + ((long)panel * size.Inner * Width);
            var c = (float*)result + (stack * Stride(size.Rows, size.Columns)) + ((long)panel * size.Rows * Width);
            for (var row = 0; row < size.Rows; row += Rows)
            {
                multiply(stack, row, b, c + (row * Width));
            }
        });
}
