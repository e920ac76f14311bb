using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Transfer.Models;

/// <summary>Moves maps <c>[N, H, W, C]</c> into Winograd's domain, n*n matrices of tiles and channels, and back; what lies outside a map is 0.</summary>
/// <param name="images">N.</param>
/// <param name="height">H.</param>
/// <param name="width">W.</param>
/// <param name="channels">C, a multiple of 32.</param>
/// <param name="step">By how much tiles are apart, in pixels.</param>
/// <param name="padding">How many pixels the first tile begins before the map.</param>
/// <param name="rows">Rows of tiles.</param>
/// <param name="columns">Columns of tiles.</param>
/// <param name="matrixRows">Rows of a matrix in the domain: the tiles, filled up with empty ones.</param>
[SkipLocalsInit]
internal sealed unsafe class WinogradMaps(int images, int height, int width, int channels, int step, int padding, int rows, int columns, int matrixRows)
{
    private int Tiles => images * rows * columns;

    /// <summary>Tiles out of the map, each between the matrix and its transpose.</summary>
    public void Enter<TDomain>(SmallMatrix matrix, nint map, nint domain)
        where TDomain : struct, IWinogradDomain
    {
        ClearEmptyTiles<TDomain>(domain, matrix.Rows * matrix.Rows);
        ForEachRow((image, row, m, tile, result) =>
        {
            var source = (float*)map;
            var (into, from) = (matrix.Rows, matrix.Columns);
            for (var column = 0; column < columns; column++)
            {
                for (var c = 0; c < channels; c += WinogradKernel.Lanes)
                {
                    for (var i = 0; i < from; i++)
                    {
                        for (var j = 0; j < from; j++)
                        {
                            var (y, x) = ((row * step) + i - padding, (column * step) + j - padding);
                            tile[(i * from) + j] = (uint)y < (uint)height && (uint)x < (uint)width
                                ? Vector512.Load(source + ((((((long)image * height) + y) * width) + x) * channels) + c) : default;
                        }
                    }

                    WinogradKernel.Sandwich(m, into, from, tile, result);
                    var at = Offset<TDomain>(image, row, column, c);
                    for (var k = 0; k < into * into; k++)
                    {
                        TDomain.Store(result[k], domain, at + (k * TDomain.Stride(matrixRows, channels)));
                    }
                }
            }
        }, matrix);
    }

    /// <summary>Tiles back into the map, overlapping ones added to what is there.</summary>
    /// <param name="bias">Added to every pixel, <c>[C]</c>; 0 for none.</param>
    public void Leave<TDomain>(SmallMatrix matrix, nint domain, nint map, nint bias, bool add)
        where TDomain : struct, IWinogradDomain => ForEachRow((image, row, m, tile, result) =>
    {
        var target = (float*)map;
        var shift = (float*)bias;
        var (into, from) = (matrix.Rows, matrix.Columns);
        for (var column = 0; column < columns; column++)
        {
            for (var c = 0; c < channels; c += WinogradKernel.Lanes)
            {
                var at = Offset<TDomain>(image, row, column, c);
                for (var k = 0; k < from * from; k++)
                {
                    tile[k] = TDomain.Load(domain, at + (k * TDomain.Stride(matrixRows, channels)));
                }

                WinogradKernel.Sandwich(m, into, from, tile, result);
                var shifted = bias == 0 ? default : Vector512.Load(shift + c);
                for (var i = 0; i < into; i++)
                {
                    for (var j = 0; j < into; j++)
                    {
                        var (y, x) = ((row * step) + i - padding, (column * step) + j - padding);
                        if ((uint)y < (uint)height && (uint)x < (uint)width)
                        {
                            var pixel = target + ((((((long)image * height) + y) * width) + x) * channels) + c;
                            var value = result[(i * into) + j] + shifted;
                            (add ? Vector512.Load(pixel) + value : value).Store(pixel);
                        }
                    }
                }
            }
        }
    }, matrix, byImage: add);

    private void ClearEmptyTiles<TDomain>(nint domain, int points)
        where TDomain : struct, IWinogradDomain
    {
        for (var point = 0; point < points; point++)
        {
            for (var tile = Tiles; tile < matrixRows; tile++)
            {
                for (var c = 0; c < channels; c += WinogradKernel.Lanes)
                {
                    TDomain.Store(default, domain, (point * TDomain.Stride(matrixRows, channels)) + TDomain.Offset(tile, c, matrixRows, channels));
                }
            }
        }
    }

    /// <summary>Where a tile's channels lie in the first matrix of the domain.</summary>
    private long Offset<TDomain>(int image, int row, int column, int channel)
        where TDomain : struct, IWinogradDomain =>
        TDomain.Offset(((((long)image * rows) + row) * columns) + column, channel, matrixRows, channels);

    private delegate void RowOfTiles(int image, int row, float* matrix, Vector512<float>* tile, Vector512<float>* result);

    /// <summary>In parallel by rows of tiles, or by image where rows overlap.</summary>
    private void ForEachRow(RowOfTiles work, SmallMatrix matrix, bool byImage = false) => Parallel.For(0, byImage ? images : images * rows, index =>
    {
        var tile = stackalloc Vector512<float>[WinogradKernel.MostSide * WinogradKernel.MostSide];
        var result = stackalloc Vector512<float>[WinogradKernel.MostSide * WinogradKernel.MostSide];
        fixed (float* m = matrix.Floats)
        {
            if (!byImage)
            {
                work(index / rows, index % rows, m, tile, result);
                return;
            }

            for (var row = 0; row < rows; row++)
            {
                work(index, row, m, tile, result);
            }
        }
    });
}
