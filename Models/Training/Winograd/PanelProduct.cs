using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Transfer.Models;

/// <summary>
/// Products of stacks of matrices in panels: a matrix of R rows and Q columns lies as <c>[Q / 32, R, 32]</c>, so that the innermost loop reads
/// one straight line. libtorch's MKL does not use AVX-512 on AMD processors and reaches a third of their speed.
/// </summary>
/// <remarks>Blocks of 8 rows and 32 columns are kept in 16 registers (Goto and van de Geijn: Anatomy of High-Performance Matrix Multiplication, 2008).</remarks>
internal static unsafe class PanelProduct
{
    /// <summary>Columns of a panel.</summary>
    public const int Width = 32;

    /// <summary>Rows that are computed at once; the number of rows of a result is a multiple of it.</summary>
    public const int Rows = 8;

    /// <summary><c>[R, Q] x [Q, N]</c> for each matrix of the stacks.</summary>
    /// <param name="left">R x Q in panels.</param>
    /// <param name="right">Q x N in panels.</param>
    /// <param name="result">Receives R x N in panels.</param>
    public static void Multiply(nint left, nint right, nint result, int count, int rows, int inner, int columns) =>
        Run(left, right, result, count, rows, inner, columns, transposed: false);

    /// <summary><c>[T, R]^T x [T, N]</c> for each matrix of the stacks.</summary>
    /// <param name="left">T x R in panels.</param>
    /// <param name="right">T x N in panels.</param>
    /// <param name="result">Receives R x N in panels.</param>
    public static void MultiplyTransposed(nint left, nint right, nint result, int count, int inner, int rows, int columns) =>
        Run(left, right, result, count, rows, inner, columns, transposed: true);

    private static void Run(nint left, nint right, nint result, int count, int rows, int inner, int columns, bool transposed) => Parallel.For(0, count * (columns / Width), index =>
    {
        var (stack, panel) = Math.DivRem(index, columns / Width);
        var a = (float*)left + (stack * PanelDomain.Stride(rows, inner));
        var b = (float*)right + (stack * PanelDomain.Stride(inner, columns)) + ((long)panel * inner * Width);
        var c = (float*)result + (stack * PanelDomain.Stride(rows, columns)) + ((long)panel * rows * Width);
        for (var row = 0; row < rows; row += Rows)
        {
            var target = c + (row * Width);
            if (transposed)
            {
                Block(a + ((long)(row / Width) * inner * Width) + (row % Width), 1, Width, 0, 1, inner, b, target);
            }
            else
            {
                Block(a + (row * Width), Width, 1, (long)rows * Width, inner / Width, Width, b, target);
            }
        }
    });

    /// <summary>8 rows by 32 columns: <c>c[i, :] = sum over s of a[i, s] b[s, :]</c>.</summary>
    /// <param name="rowStep">From a row of a to the next.</param>
    /// <param name="innerStep">From a value of a row to the next.</param>
    /// <param name="chunkStep">From a chunk of the inner dimension to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block(float* a, int rowStep, int innerStep, long chunkStep, int chunks, int length, float* b, float* c)
    {
        Vector512<float> l0 = default, l1 = default, l2 = default, l3 = default, l4 = default, l5 = default, l6 = default, l7 = default;
        Vector512<float> h0 = default, h1 = default, h2 = default, h3 = default, h4 = default, h5 = default, h6 = default, h7 = default;
        for (var chunk = 0; chunk < chunks; chunk++)
        {
            var p = a + (chunk * chunkStep);
            // Two pointers with three steps each reach eight rows.
            var q = p + (4 * rowStep);
            for (var s = 0; s < length; s++)
            {
                var low = Vector512.Load(b);
                var high = Vector512.Load(b + 16);
                var v = Vector512.Create(p[0]);
                l0 = Vector512.FusedMultiplyAdd(v, low, l0);
                h0 = Vector512.FusedMultiplyAdd(v, high, h0);
                v = Vector512.Create(p[rowStep]);
                l1 = Vector512.FusedMultiplyAdd(v, low, l1);
                h1 = Vector512.FusedMultiplyAdd(v, high, h1);
                v = Vector512.Create(p[2 * rowStep]);
                l2 = Vector512.FusedMultiplyAdd(v, low, l2);
                h2 = Vector512.FusedMultiplyAdd(v, high, h2);
                v = Vector512.Create(p[3 * rowStep]);
                l3 = Vector512.FusedMultiplyAdd(v, low, l3);
                h3 = Vector512.FusedMultiplyAdd(v, high, h3);
                v = Vector512.Create(q[0]);
                l4 = Vector512.FusedMultiplyAdd(v, low, l4);
                h4 = Vector512.FusedMultiplyAdd(v, high, h4);
                v = Vector512.Create(q[rowStep]);
                l5 = Vector512.FusedMultiplyAdd(v, low, l5);
                h5 = Vector512.FusedMultiplyAdd(v, high, h5);
                v = Vector512.Create(q[2 * rowStep]);
                l6 = Vector512.FusedMultiplyAdd(v, low, l6);
                h6 = Vector512.FusedMultiplyAdd(v, high, h6);
                v = Vector512.Create(q[3 * rowStep]);
                l7 = Vector512.FusedMultiplyAdd(v, low, l7);
                h7 = Vector512.FusedMultiplyAdd(v, high, h7);
                b += Width;
                p += innerStep;
                q += innerStep;
            }
        }

        Store(c, l0, h0);
        Store(c + Width, l1, h1);
        Store(c + (2 * Width), l2, h2);
        Store(c + (3 * Width), l3, h3);
        Store(c + (4 * Width), l4, h4);
        Store(c + (5 * Width), l5, h5);
        Store(c + (6 * Width), l6, h6);
        Store(c + (7 * Width), l7, h7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* c, Vector512<float> low, Vector512<float> high)
    {
        low.Store(c);
        high.Store(c + 16);
    }
}
