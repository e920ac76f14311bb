namespace Transfer.Models;

/// <summary>
/// A 3x3 convolution of stride 1 by Winograd's minimal filtering F(4x4, 3x3), on the calling thread: 36 products for 16 outputs where a
/// direct one has 144. The tiles of all images lie one after the other, in panels.
/// </summary>
internal sealed unsafe class TiledConvolution
{
    // Tiles that are in work at once: enough to read the filters seldom, few enough for intermediate results to stay in the cache.
    private const int FewestTiles = 48;
    private const int MostTiles = 192;
    private const int MostNumbers = 1 << 18;

    private readonly WorkRooms _rooms;
    private readonly FilterPanels _filters;
    private readonly ConvolutionEnd _end;
    private readonly int _channels;
    private readonly int _padding;

    /// <param name="kernels"><c>[K, C, 3, 3]</c>.</param>
    /// <param name="padding">Rows and columns of zeros on every side, 0 or 1.</param>
    /// <param name="end">What follows.</param>
    /// <param name="rooms">Memory for intermediate results.</param>
    public TiledConvolution(float[] kernels, int padding, ConvolutionEnd end, WorkRooms rooms)
    {
        (_padding, _end, _rooms) = (padding, end, rooms);
        _channels = kernels.Length / 9 / Filters;
        _filters = TileFilters.Of(kernels, Filters, _channels);
    }

    /// <summary>K, the channels of the output.</summary>
    public int Filters => _end.Bias.Length;

    /// <summary>Whether another map is added.</summary>
    public bool HasAddend => _end.HasAddend;

    // Outputs that become one along an axis.
    private int Pool => _end.IsPooled ? 2 : 1;

    /// <summary>The output's height and width.</summary>
    public (int Height, int Width) OutputSize(int height, int width) => ((height + (2 * _padding) - 2) / Pool, (width + (2 * _padding) - 2) / Pool);

    /// <summary>Computes the convolution.</summary>
    /// <param name="input"><c>[images, C, height, width]</c>.</param>
    /// <param name="addend">What is added, shaped as the output; null if nothing is.</param>
    /// <param name="output">Receives <c>[images, K, output height, output width]</c>.</param>
    /// <param name="images">How many images.</param>
    /// <param name="height">The input's height in pixels.</param>
    /// <param name="width">The input's width in pixels.</param>
    public void Run(float* input, float* addend, float* output, int images, int height, int width)
    {
        var outputSize = OutputSize(height, width);
        var (down, across) = (TilesFor(outputSize.Height), TilesFor(outputSize.Width));
        var all = images * down;
        var rows = RowsAtOnce(all, across);
        var room = new TileRoom(_rooms, _channels, _filters.Rows, Up(rows * across, FilterPanels.Width), width);
        for (var row = 0; row < rows; row++)
        {
            room.IsLast[(row * across) + across - 1] = BitConverter.Int32BitsToSingle(-1);
        }

        for (var first = 0; first < all; first += rows)
        {
            var count = Math.Min(rows, all - first);
            var tiles = Up(count * across, FilterPanels.Width);
            for (var channel = 0; channel < _channels; channel++)
            {
                for (var row = 0; row < count; row++)
                {
                    var (image, y) = Math.DivRem(first + row, down);
                    Enter(input + ((((long)image * _channels) + channel) * height * width), height, width, y, row * across, across, tiles, room);
                }

                TileTransforms.Across(
                    room.Columns, room.LineStride, room.Ends, room.IsLast, tiles, room.Factors + (channel * FilterPanels.Width), room.FactorStride, _channels);
            }

            for (var point = 0; point < TileTransforms.Points; point++)
            {
                _filters.Multiply(point, room.Factors + (point * room.FactorStride), room.Products + (point * room.ProductStride), tiles / FilterPanels.Width);
            }

            for (var filter = 0; filter < Filters; filter++)
            {
                TileTransforms.Leave(room.Products + (filter * FilterPanels.Width), room.ProductStride, tiles, _filters.Rows, room.Results, room.LineStride);
                for (var row = 0; row < count; row++)
                {
                    var (image, y) = Math.DivRem(first + row, down);
                    var map = (((long)image * Filters) + filter) * outputSize.Height * outputSize.Width;
                    Leave(filter, addend is null ? null : addend + map, output + map, outputSize, y, row * across, room);
                }
            }
        }

        room.Return();
    }

    private int TilesFor(int outputs) => ((outputs * Pool) + TileTransforms.Outputs - 1) / TileTransforms.Outputs;

    /// <summary>How many rows of tiles at once need the fewest products, those that fill up the last panel included.</summary>
    private int RowsAtOnce(int all, int across)
    {
        var most = Math.Clamp(MostNumbers / (TileTransforms.Points * (_channels + Filters)), FewestTiles + (2 * FilterPanels.Width), MostTiles);
        var (least, limit) = (Math.Min(all, Math.Max(1, FewestTiles / across)), Math.Max(1, most / across));
        return Enumerable.Range(least, Math.Max(1, Math.Min(all, limit) - least + 1)).Reverse().MinBy(rows =>
            (all / rows * Up(rows * across, FilterPanels.Width)) + Up(all % rows * across, FilterPanels.Width));
    }

    private static int Up(int value, int step) => (value + step - 1) / step * step;

    /// <summary>A row of tiles of a map, down the columns.</summary>
    /// <param name="tile">Where the row begins among the tiles in work.</param>
    private void Enter(float* map, int height, int width, int y, int tile, int across, int tiles, TileRoom room)
    {
        var lines = stackalloc float*[TileTransforms.Inputs];
        for (var i = 0; i < TileTransforms.Inputs; i++)
        {
            var from = (y * TileTransforms.Outputs) - _padding + i;
            lines[i] = (uint)from < (uint)height ? map + (from * width) : room.Zeros;
        }

        var columns = room.Columns + (tile * TileTransforms.Outputs);
        // The same place of the next channel is wanted next.
        TileTransforms.Down(lines, width, _padding, (long)height * width, columns, room.LineStride);
        var behind = columns + (across * TileTransforms.Outputs);
        var end = room.Ends + tile + across - 1;
        for (var i = 0; i < TileTransforms.Inputs; i++)
        {
            // The next row of tiles is about to overwrite them.
            (end[0], end[tiles]) = (behind[0], behind[1]);
            behind += room.LineStride;
            end += 2 * tiles;
        }
    }

    /// <summary>The outputs of a row of tiles to a filter's map.</summary>
    /// <param name="tile">Where the row begins among the tiles in work.</param>
    private void Leave(int filter, float* addend, float* map, (int Height, int Width) size, int y, int tile, TileRoom room)
    {
        var first = y * TileTransforms.Outputs / Pool;
        var last = Math.Min(first + (TileTransforms.Outputs / Pool), size.Height);
        for (var row = first; row < last; row++)
        {
            var source = room.Results + ((row - first) * Pool * room.LineStride) + (tile * TileTransforms.Outputs);
            var place = row * size.Width;
            _end.Write(filter, source, source + room.LineStride, addend is null ? null : addend + place, map + place, size.Width);
        }
    }
}
