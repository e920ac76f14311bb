namespace Transfer.Models;

/// <summary>
/// A 3x3 convolution of stride 1 by Winograd's minimal filtering F(4x4, 3x3), on the calling thread: 36 products for 16 outputs where a
/// direct one has 144. The tiles of all pictures lie one after the other, in panels.
/// </summary>
internal sealed unsafe class TiledConvolution
{
    // Tiles that are in work at once: enough to read the filters seldom, few enough for intermediate results to stay in the cache.
    private const int FewestTiles = 48;
    private const int MostTiles = 192;
    private const int MostNumbers = 1 << 18;

    // Points are not a power of two apart: their vectors would fall into the same few lines of the cache.
    private const int Gap = 16;

    private readonly WorkRooms _rooms;
    private readonly FilterPanels _filters;
    private readonly ConvolutionEnd _end;
    private readonly int _channels;
    private readonly int _padding;

    /// <param name="kernels"><c>[K, C, 3, 3]</c>.</param>
    /// <param name="padding">Rows and columns of zeros on every side, 0 or 1.</param>
    /// <param name="end">What follows.</param>
    /// <param name="rooms">Memory for intermediate results.</param>
    public TiledConvolution(ReadOnlySpan<float> kernels, int padding, ConvolutionEnd end, WorkRooms rooms)
    {
        (_padding, _end, _rooms) = (padding, end, rooms);
        _channels = kernels.Length / 9 / Filters;
        _filters = new FilterPanels(TileTransforms.Points, Filters, _channels);
        Pack(kernels);
    }

    /// <summary>K, the channels of the output.</summary>
    public int Filters => _end.Bias.Length;

    /// <summary>Whether another map is added.</summary>
    public bool HasAddend => _end.HasAddend;

    /// <summary>The output's height and width.</summary>
    public (int Height, int Width) OutputSize(int height, int width) => (height + (2 * _padding) - 2, width + (2 * _padding) - 2);

    /// <summary>Computes the convolution.</summary>
    /// <param name="input"><c>[images, C, height, width]</c>.</param>
    /// <param name="addend">What is added, shaped as the output; null if nothing is.</param>
    /// <param name="output">Receives <c>[images, K, output height, output width]</c>.</param>
    /// <param name="images">How many pictures.</param>
    /// <param name="height">The input's height in pixels.</param>
    /// <param name="width">The input's width in pixels.</param>
    public void Run(float* input, float* addend, float* output, int images, int height, int width)
    {
        var (outHeight, outWidth) = OutputSize(height, width);
        var (down, across) = ((outHeight + 3) / 4, (outWidth + 3) / 4);
        var all = images * down;
        var rows = RowsAtOnce(all, across);
        var most = Up(rows * across, FilterPanels.Width);
        var factorStride = ((long)_channels * most) + Gap;
        var productStride = ((long)_filters.Rows * most) + Gap;
        // Eight before and behind, where the vectors of a row of tiles reach beyond it.
        var planeStride = most + (2 * TileTransforms.Lanes);
        var lineLength = (Up(across, TileTransforms.Lanes) + TileTransforms.Lanes) * TileTransforms.Outputs;
        var lines = most * TileTransforms.Outputs;
        var room = _rooms.Take((TileTransforms.Points * (factorStride + productStride + planeStride)) + (4 * lines) + lineLength);
        var factors = room.Start;
        var products = factors + (TileTransforms.Points * factorStride);
        var planes = products + (TileTransforms.Points * productStride);
        var results = planes + (TileTransforms.Points * planeStride);
        var line = results + (4 * lines);
        new Span<float>(line, lineLength).Clear();
        for (var first = 0; first < all; first += rows)
        {
            var count = Math.Min(rows, all - first);
            var panels = Up(count * across, FilterPanels.Width) / FilterPanels.Width;
            for (var channel = 0; channel < _channels; channel++)
            {
                for (var row = 0; row < count; row++)
                {
                    var (image, y) = Math.DivRem(first + row, down);
                    var map = input + ((((long)image * _channels) + channel) * height * width);
                    var place = planes + TileTransforms.Lanes + (row * across);
                    ReadPlanes(map, height, width, y, across, line, place, planeStride, row > 0 && y > 0, row + 1 < count && y + 1 < down);
                }

                TileTransforms.Enter(planes + TileTransforms.Lanes, planeStride, panels, factors + (channel * FilterPanels.Width), factorStride, _channels);
            }

            for (var point = 0; point < TileTransforms.Points; point++)
            {
                _filters.Multiply(point, factors + (point * factorStride), products + (point * productStride), panels);
            }

            for (var filter = 0; filter < Filters; filter++)
            {
                TileTransforms.Leave(products + (filter * FilterPanels.Width), productStride, panels, _filters.Rows, results, lines);
                for (var row = 0; row < count; row++)
                {
                    var (image, y) = Math.DivRem(first + row, down);
                    var map = ((((long)image * Filters) + filter) * outHeight) * outWidth;
                    for (var i = 0; i < TileTransforms.Outputs && (y * TileTransforms.Outputs) + i < outHeight; i++)
                    {
                        var place = map + (((y * TileTransforms.Outputs) + i) * outWidth);
                        var source = results + (i * lines) + (row * across * TileTransforms.Outputs);
                        _end.Write(filter, source, addend is null ? null : addend + place, output + place, outWidth);
                    }
                }
            }
        }

        _rooms.Return(room);
    }

    /// <summary>How many rows of tiles at once need the fewest products, those that fill up the last panel included.</summary>
    private int RowsAtOnce(int all, int across)
    {
        var most = Math.Clamp(MostNumbers / (TileTransforms.Points * (_channels + Filters)), FewestTiles + (2 * FilterPanels.Width), MostTiles);
        var (least, limit) = (Math.Min(all, Math.Max(1, FewestTiles / across)), Math.Max(1, most / across));
        return Enumerable.Range(least, Math.Max(1, Math.Min(all, limit) - least + 1)).Reverse().MinBy(rows =>
            (all / rows * Up(rows * across, FilterPanels.Width)) + Up(all % rows * across, FilterPanels.Width));
    }

    private static int Up(int value, int step) => (value + step - 1) / step * step;

    /// <summary>The six lines of a row of tiles into planes.</summary>
    /// <param name="begun">Whether the first two lines are there: they are the last two of the row above.</param>
    /// <param name="more">Whether the last two lines are the first two of the row below too.</param>
    private void ReadPlanes(float* map, int height, int width, int y, int across, float* line, float* planes, int stride, bool begun, bool more)
    {
        for (var i = begun ? TileTransforms.Inputs - TileTransforms.Outputs : 0; i < TileTransforms.Inputs; i++)
        {
            var target = planes + (i * TileTransforms.Inputs * stride);
            var below = more && i >= TileTransforms.Outputs ? planes + ((i - TileTransforms.Outputs) * TileTransforms.Inputs * stride) + across : null;
            var from = (y * TileTransforms.Outputs) - _padding + i;
            if ((uint)from >= (uint)height)
            {
                TileTransforms.Clear(target, below, stride, across);
                continue;
            }

            // What is left and right of the pixels is zero and stays so.
            new ReadOnlySpan<float>(map + (from * width), width).CopyTo(new Span<float>(line + _padding, width));
            TileTransforms.Split(line, target, below, stride, across);
        }
    }

    /// <summary>Kernels to the products' other factors.</summary>
    private void Pack(ReadOnlySpan<float> kernels)
    {
        ReadOnlySpan<double> g = [1 / 4.0, 0, 0, -1 / 6.0, -1 / 6.0, -1 / 6.0, -1 / 6.0, 1 / 6.0, -1 / 6.0, 1 / 24.0, 1 / 12.0, 1 / 6.0, 1 / 24.0, -1 / 12.0, 1 / 6.0, 0, 0, 1];
        Span<double> half = stackalloc double[18];
        for (var k = 0; k < Filters; k++)
        {
            for (var c = 0; c < _channels; c++)
            {
                var kernel = kernels.Slice(((k * _channels) + c) * 9, 9);
                for (var i = 0; i < 6; i++)
                {
                    for (var j = 0; j < 3; j++)
                    {
                        half[(i * 3) + j] = (g[i * 3] * kernel[j]) + (g[(i * 3) + 1] * kernel[3 + j]) + (g[(i * 3) + 2] * kernel[6 + j]);
                    }
                }

                for (var point = 0; point < TileTransforms.Points; point++)
                {
                    var (i, j) = (point / 6, point % 6);
                    var value = (half[i * 3] * g[j * 3]) + (half[(i * 3) + 1] * g[(j * 3) + 1]) + (half[(i * 3) + 2] * g[(j * 3) + 2]);
                    _filters.Set(point, k, c, (float)value);
                }
            }
        }
    }
}
