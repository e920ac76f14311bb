using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Transfer.Kernels;

/// <summary>Transforms maps <c>[N, H, W, C]</c> into Winograd's domain, n*n matrices of tiles by channels, and back.</summary>
/// <remarks>Outside of a map is 0.</remarks>
/// <param name="channels">C, a multiple of 32.</param>
/// <param name="padding">The number of pixels that the first tile begins before the map.</param>
[SkipLocalsInit]
internal sealed unsafe class WinogradMaps<TDomain>(WinogradGrid grid, int channels, int padding)
    where TDomain : struct, IWinogradDomain
{
    private readonly int _matrixRows = TDomain.Rows(grid.Tiles);
    private readonly long _stride = TDomain.Stride(TDomain.Rows(grid.Tiles), channels);

    private delegate void TileRow(int image, int row, MatrixView matrix, Vector512<float>* tile, Vector512<float>* result);

    /// <summary>Transforms the tiles of maps.</summary>
    public void Transform(SmallMatrix matrix, nint maps, nint domain)
    {
        ClearEmptyTiles(domain, matrix.Rows * matrix.Rows);
        ForEachRow(matrix, isByImage: false, (image, row, view, tile, result) =>
        {
            var (into, from) = (view.Rows, view.Columns);
            for (var column = 0; column < grid.Columns; column++)
            {
                for (var c = 0; c < channels; c += TileProduct.Channels)
                {
                    for (var i = 0; i < from; i++)
                    {
                        for (var j = 0; j < from; j++)
                        {
                            var pixel = Pixel(image, (row * grid.Step) + i, (column * grid.Step) + j);
                            tile[(i * from) + j] = pixel < 0 ? default : Vector512.Load((float*)maps + pixel + c);
                        }
                    }

                    TileProduct.Multiply(view, tile, result);
                    var at = Offset(image, row, column, c);
                    for (var k = 0; k < into * into; k++)
                    {
                        TDomain.Store(result[k], domain, at + (k * _stride));
                    }
                }
            }
        });
    }

    /// <summary>Transforms tiles back to maps.</summary>
    /// <param name="bias">The address of <c>[C]</c>, added to every pixel; 0 for none.</param>
    /// <param name="isAdded">Whether tiles are added to the maps, because they overlap.</param>
    public void Inverse(SmallMatrix matrix, nint domain, nint maps, nint bias, bool isAdded) => ForEachRow(
        matrix, isAdded, (image, row, view, tile, result) =>
    {
        var (into, from) = (view.Rows, view.Columns);
        for (var column = 0; column < grid.Columns; column++)
        {
            for (var c = 0; c < channels; c += TileProduct.Channels)
            {
                var at = Offset(image, row, column, c);
                for (var k = 0; k < from * from; k++)
                {
                    tile[k] = TDomain.Load(domain, at + (k * _stride));
                }

                TileProduct.Multiply(view, tile, result);
                var shift = bias == 0 ? default : Vector512.Load((float*)bias + c);
                for (var i = 0; i < into; i++)
                {
                    for (var j = 0; j < into; j++)
                    {
                        var pixel = Pixel(image, (row * grid.Step) + i, (column * grid.Step) + j);
                        if (pixel >= 0)
                        {
                            var target = (float*)maps + pixel + c;
                            var value = result[(i * into) + j] + shift;
                            (isAdded ? Vector512.Load(target) + value : value).Store(target);
                        }
                    }
                }
            }
        }
    });

    private void ClearEmptyTiles(nint domain, int points)
    {
        for (var point = 0; point < points; point++)
        {
            for (var tile = grid.Tiles; tile < _matrixRows; tile++)
            {
                for (var c = 0; c < channels; c += TileProduct.Channels)
                {
                    TDomain.Store(default, domain, (point * _stride) + TDomain.Offset(tile, c, _matrixRows, channels));
                }
            }
        }
    }

    /// <summary>Where a tile's channels lie in the first matrix of the domain.</summary>
    private long Offset(int image, int row, int column, int channel) =>
        TDomain.Offset(((((long)image * grid.Rows) + row) * grid.Columns) + column, channel, _matrixRows, channels);

    /// <summary>Where the channels of a pixel of a tile lie; -1 outside of the map.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long Pixel(int image, int tileY, int tileX)
    {
        var (y, x) = (tileY - padding, tileX - padding);
        return (uint)y < (uint)grid.Maps.Height && (uint)x < (uint)grid.Maps.Width
            ? ((((long)image * grid.Maps.Height) + y) * grid.Maps.Width + x) * channels
            : -1;
    }

    /// <summary>In parallel by rows of tiles, or by images where rows overlap.</summary>
    private void ForEachRow(SmallMatrix matrix, bool isByImage, TileRow work)
    {
        if (grid.Tiles == 0)
        {
            return;
        }

        var rows = isByImage ? grid.Rows : 1;
        Parallel.For(0, grid.Maps.Images * grid.Rows / rows, index =>
        {
            var tile = stackalloc Vector512<float>[TileProduct.MostVectors];
            var result = stackalloc Vector512<float>[TileProduct.MostVectors];
            fixed (float* m = matrix.Floats)
            {
                for (var at = index * rows; at < (index + 1) * rows; at++)
                {
                    work(at / grid.Rows, at % grid.Rows, new MatrixView(m, matrix.Rows, matrix.Columns), tile, result);
                }
            }
        });
    }
}
