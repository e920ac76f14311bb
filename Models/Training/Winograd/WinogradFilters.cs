using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Transfer.Models;

/// <summary>Moves kernels <c>[K, C, 3, 3]</c> into Winograd's domain, n*n matrices, and gradients back.</summary>
[SkipLocalsInit]
internal static unsafe class WinogradFilters
{
    private const int Size = WinogradMatrices.Filter * WinogradMatrices.Filter;

    /// <summary>Matrices of K rows and C columns.</summary>
    public static void Enter<TDomain>(SmallMatrix matrix, nint kernels, nint domain, int filters, int channels)
        where TDomain : struct, IWinogradDomain =>
        Enter<TDomain>(matrix, kernels, domain, filters, channels, (long)channels * Size, Size);

    /// <summary>Matrices of C rows and K columns.</summary>
    public static void EnterTransposed<TDomain>(SmallMatrix matrix, nint kernels, nint domain, int filters, int channels)
        where TDomain : struct, IWinogradDomain =>
        Enter<TDomain>(matrix, kernels, domain, channels, filters, Size, (long)channels * Size);

    /// <summary>Matrices of K rows and C columns back to kernels.</summary>
    public static void Leave<TDomain>(SmallMatrix matrix, nint domain, nint kernels, int filters, int channels)
        where TDomain : struct, IWinogradDomain => Parallel.For(0, filters, k =>
    {
        var tile = stackalloc Vector512<float>[WinogradKernel.MostSide * WinogradKernel.MostSide];
        var result = stackalloc Vector512<float>[Size];
        var side = matrix.Columns;
        fixed (float* m = matrix.Floats)
        {
            for (var c = 0; c < channels; c += WinogradKernel.Lanes)
            {
                var at = TDomain.Offset(k, c, filters, channels);
                for (var i = 0; i < side * side; i++)
                {
                    tile[i] = TDomain.Load(domain, at + (i * TDomain.Stride(filters, channels)));
                }

                WinogradKernel.Sandwich(m, WinogradMatrices.Filter, side, tile, result);
                var target = (float*)kernels + ((((long)k * channels) + c) * Size);
                var lanes = (float*)result;
                for (var lane = 0; lane < WinogradKernel.Lanes; lane++)
                {
                    for (var r = 0; r < Size; r++)
                    {
                        target[(lane * Size) + r] = lanes[(r * WinogradKernel.Lanes) + lane];
                    }
                }
            }
        }
    });

    private static void Enter<TDomain>(SmallMatrix matrix, nint kernels, nint domain, int rows, int columns, long rowStep, long columnStep)
        where TDomain : struct, IWinogradDomain => Parallel.For(0, rows, row =>
    {
        var tile = stackalloc Vector512<float>[Size];
        var result = stackalloc Vector512<float>[WinogradKernel.MostSide * WinogradKernel.MostSide];
        var side = matrix.Rows;
        fixed (float* m = matrix.Floats)
        {
            for (var column = 0; column < columns; column += WinogradKernel.Lanes)
            {
                var source = (float*)kernels + (row * rowStep) + (column * columnStep);
                var lanes = (float*)tile;
                for (var lane = 0; lane < WinogradKernel.Lanes; lane++)
                {
                    for (var r = 0; r < Size; r++)
                    {
                        lanes[(r * WinogradKernel.Lanes) + lane] = source[(lane * columnStep) + r];
                    }
                }

                WinogradKernel.Sandwich(m, side, WinogradMatrices.Filter, tile, result);
                var at = TDomain.Offset(row, column, rows, columns);
                for (var i = 0; i < side * side; i++)
                {
                    TDomain.Store(result[i], domain, at + (i * TDomain.Stride(rows, columns)));
                }
            }
        }
    });
}
