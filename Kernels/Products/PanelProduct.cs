using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
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

    /// <summary>The number of rows of a block: two sums each, of 32 registers with AVX-512 and of 16 without.</summary>
    public static int Rows => TVectors.Count == Vector512<float>.Count ? 8 : 6;

    /// <summary><c>result[i, :] = sum over s of left[i, s] panel[s, :]</c>.</summary>
    /// <param name="left"><see cref="Rows"/> rows.</param>
    /// <param name="panel"><c>[S, Width]</c>, at a multiple of 64 bytes.</param>
    /// <param name="result">Receives <c>[Rows, Width]</c>, at a multiple of 64 bytes.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyBlock(in LeftRows left, float* panel, float* result)
    {
        TVector l0 = default, l1 = default, l2 = default, l3 = default, l4 = default, l5 = default, l6 = default, l7 = default;
        TVector h0 = default, h1 = default, h2 = default, h3 = default, h4 = default, h5 = default, h6 = default, h7 = default;
        nint rowStep = left.RowStep, valueStep = left.ValueStep, prefetch = left.Prefetch;
        for (var chunk = 0; chunk < left.Chunks; chunk++)
        {
            var p = left.Start + (chunk * left.ChunkStep);
            // Two pointers with three steps each reach eight rows.
            var q = p + (4 * rowStep);
            for (var s = left.ChunkLength; s > 0; s--)
            {
                Sse.Prefetch0(p + prefetch);
                var low = TVectors.Load(panel);
                var high = TVectors.Load(panel + TVectors.Count);
                var v = TVectors.Create(p[0]);
                l0 = TVectors.MultiplyAdd(v, low, l0);
                h0 = TVectors.MultiplyAdd(v, high, h0);
                v = TVectors.Create(p[rowStep]);
                l1 = TVectors.MultiplyAdd(v, low, l1);
                h1 = TVectors.MultiplyAdd(v, high, h1);
                v = TVectors.Create(p[2 * rowStep]);
                l2 = TVectors.MultiplyAdd(v, low, l2);
                h2 = TVectors.MultiplyAdd(v, high, h2);
                v = TVectors.Create(p[3 * rowStep]);
                l3 = TVectors.MultiplyAdd(v, low, l3);
                h3 = TVectors.MultiplyAdd(v, high, h3);
                v = TVectors.Create(q[0]);
                l4 = TVectors.MultiplyAdd(v, low, l4);
                h4 = TVectors.MultiplyAdd(v, high, h4);
                v = TVectors.Create(q[rowStep]);
                l5 = TVectors.MultiplyAdd(v, low, l5);
                h5 = TVectors.MultiplyAdd(v, high, h5);
                if (Rows > 6)
                {
                    v = TVectors.Create(q[2 * rowStep]);
                    l6 = TVectors.MultiplyAdd(v, low, l6);
                    h6 = TVectors.MultiplyAdd(v, high, h6);
                    v = TVectors.Create(q[3 * rowStep]);
                    l7 = TVectors.MultiplyAdd(v, low, l7);
                    h7 = TVectors.MultiplyAdd(v, high, h7);
                }

                panel += Width;
                p += valueStep;
                q += valueStep;
            }
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
