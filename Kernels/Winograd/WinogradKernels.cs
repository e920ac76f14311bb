using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Transfer.Kernels;

/// <summary>Transforms kernels <c>[K, C, 3, 3]</c> into Winograd's domain, n*n matrices, and gradients back.</summary>
/// <param name="filters">K, a multiple of 32.</param>
/// <param name="channels">C, a multiple of 32.</param>
[SkipLocalsInit]
internal sealed unsafe class WinogradKernels<TDomain>(int filters, int channels)
    where TDomain : struct, IWinogradDomain
{
    private const int Size = WinogradMatrices.Filter * WinogradMatrices.Filter;

    /// <summary>Transforms kernels to matrices of K rows and C columns.</summary>
    public void Transform(SmallMatrix matrix, nint kernels, nint domain) =>
        Transform(matrix, kernels, domain, new Layout(filters, channels, (long)channels * Size, Size));

    /// <summary>Transforms kernels to matrices of C rows and K columns.</summary>
    public void TransformTransposed(SmallMatrix matrix, nint kernels, nint domain) =>
        Transform(matrix, kernels, domain, new Layout(channels, filters, Size, (long)channels * Size));

    /// <summary>Transforms matrices of K rows and C columns back to kernels.</summary>
    public void Inverse(SmallMatrix matrix, nint domain, nint kernels) => Parallel.For(0, filters, filter =>
    {
        var tile = stackalloc Vector512<float>[TileProduct.MostVectors];
        var result = stackalloc Vector512<float>[Size];
        fixed (float* m = matrix.Floats)
        {
            for (var c = 0; c < channels; c += TileProduct.Channels)
            {
                var at = TDomain.Offset(filter, c, filters, channels);
                for (var i = 0; i < matrix.Columns * matrix.Columns; i++)
                {
                    tile[i] = TDomain.Load(domain, at + (i * TDomain.Stride(filters, channels)));
                }

                TileProduct.Multiply(new MatrixView(m, matrix.Rows, matrix.Columns), tile, result);
                float* target = (float*)kernels + ((((long)filter * channels) + c) * Size), values = (float*)result;
                for (var channel = 0; channel < TileProduct.Channels; channel++)
                {
                    for (var i = 0; i < Size; i++)
                    {
                        target[(channel * Size) + i] = values[(i * TileProduct.Channels) + channel];
                    }
                }
            }
        }
    });

    private static void Transform(SmallMatrix matrix, nint kernels, nint domain, Layout layout) => Parallel.For(0, layout.Rows, row =>
    {
        var tile = stackalloc Vector512<float>[Size];
        var result = stackalloc Vector512<float>[TileProduct.MostVectors];
        fixed (float* m = matrix.Floats)
        {
            for (var column = 0; column < layout.Columns; column += TileProduct.Channels)
            {
                float* source = (float*)kernels + (row * layout.RowStep) + (column * layout.ColumnStep), values = (float*)tile;
                for (var channel = 0; channel < TileProduct.Channels; channel++)
                {
                    for (var i = 0; i < Size; i++)
                    {
                        values[(i * TileProduct.Channels) + channel] = source[(channel * layout.ColumnStep) + i];
                    }
                }

                TileProduct.Multiply(new MatrixView(m, matrix.Rows, matrix.Columns), tile, result);
                var at = TDomain.Offset(row, column, layout.Rows, layout.Columns);
                for (var i = 0; i < matrix.Rows * matrix.Rows; i++)
                {
                    TDomain.Store(result[i], domain, at + (i * TDomain.Stride(layout.Rows, layout.Columns)));
                }
            }
        }
    });

    /// <summary>The matrices of the domain, and how far apart the kernels of their rows and columns lie.</summary>
    private readonly record struct Layout(int Rows, int Columns, long RowStep, long ColumnStep);
}
