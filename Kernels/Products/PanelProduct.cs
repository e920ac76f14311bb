using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Transfer.Kernels;

/// <summary>
/// The innermost block of a matrix product: some rows of the left matrix times a panel of the right one, whose columns fill two vectors, so
/// that the panel is read in one straight line and all sums stay in registers.
/// </summary>
/// <remarks>Goto and van de Geijn: Anatomy of High-Performance Matrix Multiplication, 2008. For processors with AVX2 or AVX-512.</remarks>
internal static unsafe class PanelProduct<TVectors, TVector>
    where TVectors : struct, IVectors<TVector>
    where TVector : unmanaged
{
    /// <summary>The number of columns of a panel.</summary>
    public static int Width => 2 * TVectors.Count;

    /// <summary>The number of rows of a block, which have two sums each: 8 for the 32 registers of AVX-512, 6 for 16 registers.</summary>
    // A formula and not a choice: the compiler must see a constant before it divides a loop into blocks, or sums leave their registers.
    public static int Rows => 4 + (TVectors.Count / 4);

    /// <summary><c>result[i, :] = sum over s of left[i, s] panel[s, :]</c>.</summary>
    /// <param name="left">The first value of <see cref="Rows"/> rows.</param>
    /// <param name="panel"><c>[length, Width]</c>, at a multiple of 64 bytes.</param>
    /// <param name="result">Receives <c>[Rows, Width]</c>, at a multiple of 64 bytes.</param>
    /// <param name="length">The number of values of a row.</param>
    /// <param name="chunkStep">The number of floats from a chunk of a row to the next, if the layout has chunks.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyBlock<TLayout>(float* left, float* panel, float* result, int length, long chunkStep = 0)
        where TLayout : struct, ILeftLayout
    {
        TVector l0 = default, l1 = default, l2 = default, l3 = default, l4 = default, l5 = default, l6 = default, l7 = default;
        TVector h0 = default, h1 = default, h2 = default, h3 = default, h4 = default, h5 = default, h6 = default, h7 = default;
        var chunkLength = TLayout.ChunkLength > 0 ? TLayout.ChunkLength : length;
        for (; length > 0; length -= chunkLength)
        {
            var p = left;
            for (var s = chunkLength; s > 0; s--)
            {
                if (TLayout.Prefetch > 0)
                {
                    Sse.Prefetch0(p + TLayout.Prefetch);
                }

                var low = TVectors.Load(panel);
                var high = TVectors.Load(panel + TVectors.Count);
                var v = TVectors.Create(p[0]);
                l0 = TVectors.MultiplyAdd(v, low, l0);
                h0 = TVectors.MultiplyAdd(v, high, h0);
                v = TVectors.Create(p[TLayout.RowStep]);
                l1 = TVectors.MultiplyAdd(v, low, l1);
                h1 = TVectors.MultiplyAdd(v, high, h1);
                v = TVectors.Create(p[2 * TLayout.RowStep]);
                l2 = TVectors.MultiplyAdd(v, low, l2);
                h2 = TVectors.MultiplyAdd(v, high, h2);
                v = TVectors.Create(p[3 * TLayout.RowStep]);
                l3 = TVectors.MultiplyAdd(v, low, l3);
                h3 = TVectors.MultiplyAdd(v, high, h3);
                v = TVectors.Create(p[4 * TLayout.RowStep]);
                l4 = TVectors.MultiplyAdd(v, low, l4);
                h4 = TVectors.MultiplyAdd(v, high, h4);
                v = TVectors.Create(p[5 * TLayout.RowStep]);
                l5 = TVectors.MultiplyAdd(v, low, l5);
                h5 = TVectors.MultiplyAdd(v, high, h5);
                if (Rows > 6)
                {
                    v = TVectors.Create(p[6 * TLayout.RowStep]);
                    l6 = TVectors.MultiplyAdd(v, low, l6);
                    h6 = TVectors.MultiplyAdd(v, high, h6);
                    v = TVectors.Create(p[7 * TLayout.RowStep]);
                    l7 = TVectors.MultiplyAdd(v, low, l7);
                    h7 = TVectors.MultiplyAdd(v, high, h7);
                }

                panel += Width;
                p += TLayout.ValueStep;
            }

            left += chunkStep;
        }

        Store(result, l0, h0);
        Store(result + Width, l1, h1);
        Store(result + (2 * Width), l2, h2);
        Store(result + (3 * Width), l3, h3);
        Store(result + (4 * Width), l4, h4);
        Store(result + (5 * Width), l5, h5);
        if (Rows > 6)
        {
            Store(result + (6 * Width), l6, h6);
            Store(result + (7 * Width), l7, h7);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* result, TVector low, TVector high)
    {
        TVectors.Store(low, result);
        TVectors.Store(high, result + TVectors.Count);
    }
}
