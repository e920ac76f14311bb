using System.Collections.Concurrent;
using System.Runtime.Intrinsics.X86;

namespace Transfer.Models;

/// <summary>
/// A 3x3 convolution of stride 1 by Winograd's minimal filtering F(4x4, 3x3), on the calling thread: 36 products for 16 outputs where a
/// direct one has 144. Batch normalisation and an activation are folded in.
/// </summary>
internal sealed unsafe class TiledConvolution
{
    // Tiles that are in work at once: enough to read the filters seldom, few enough for intermediate results to stay in the cache.
    private const int FewestTiles = 48;
    private const int MostTiles = 192;
    private const int MostNumbers = 1 << 18;

    private readonly ConcurrentBag<float[]> _rooms;
    private readonly float[] _filters;
    private readonly float[] _bias;
    private readonly int _groups;

    /// <param name="kernels"><c>[K, C, 3, 3]</c>.</param>
    /// <param name="bias"><c>[K]</c>.</param>
    /// <param name="padding">Rows and columns of zeros on every side, 0 or 1.</param>
    /// <param name="bounds">What smaller and larger outputs become.</param>
    /// <param name="rooms">Memory for intermediate results, which convolutions that do not run at once can share.</param>
    public TiledConvolution(ReadOnlySpan<float> kernels, float[] bias, int padding, (float Low, float High) bounds, ConcurrentBag<float[]> rooms)
    {
        (_bias, Padding, Bounds, _rooms) = (bias, padding, bounds, rooms);
        Channels = kernels.Length / 9 / bias.Length;
        _groups = (Filters + TileProduct.Filters - 1) / TileProduct.Filters;
        _filters = GC.AllocateUninitializedArray<float>(TileTransforms.Points * _groups * TileProduct.Filters * Channels, pinned: true);
        Pack(kernels);
    }

    /// <summary>Whether this processor has what it takes.</summary>
    public static bool IsSupported => Fma.IsSupported && Avx.IsSupported;

    public int Filters => _bias.Length;

    public int Channels { get; }

    public int Padding { get; }

    public (float Low, float High) Bounds { get; }

    /// <param name="input"><c>[images, C, height, width]</c>.</param>
    /// <param name="output">Receives <c>[images, K, height + 2 padding - 2, width + 2 padding - 2]</c>.</param>
    public void Run(float* input, float* output, int images, int height, int width)
    {
        var (outHeight, outWidth) = (height + (2 * Padding) - 2, width + (2 * Padding) - 2);
        var (down, across) = ((outHeight + 3) / 4, (outWidth + 3) / 4);
        var all = images * down;
        var rows = RowsAtOnce(all, across);
        var most = Up(rows * across, TileProduct.Tiles);
        var vectors = Up(across, TileTransforms.Lanes);
        // A gap takes what the last vector of a matrix has too many.
        const int gap = 16;
        long factorStride = ((long)Channels * most) + gap;
        var productStride = ((long)_groups * TileProduct.Filters * most) + gap;
        var planeStride = vectors + TileTransforms.Lanes;
        var lineLength = (vectors + TileTransforms.Lanes) * TileTransforms.Outputs;
        var room = Take((TileTransforms.Points * (factorStride + productStride)) + (6 * 4 * planeStride) + (5 * lineLength) + (Channels * TileProduct.Tiles));
        fixed (float* memory = room, filters = _filters)
        {
            var factors = memory;
            var products = factors + (TileTransforms.Points * factorStride);
            var planes = products + (TileTransforms.Points * productStride);
            var line = planes + (6 * 4 * planeStride);
            var lines = line + lineLength;
            var panel = lines + (4 * lineLength);
            new Span<float>(line, lineLength).Clear();
            for (var first = 0; first < all; first += rows)
            {
                var count = Math.Min(rows, all - first);
                var tiles = Up(count * across, TileProduct.Tiles);
                for (var channel = 0; channel < Channels; channel++)
                {
                    for (var row = 0; row < count; row++)
                    {
                        var (image, y) = Math.DivRem(first + row, down);
                        var map = input + (((long)image * Channels) + channel) * height * width;
                        ReadPlanes(map, height, width, (y * TileTransforms.Outputs) - Padding, line, planes, planeStride, vectors, row > 0 && y > 0);
                        TileTransforms.Enter(planes, planeStride, vectors, factors + ((long)channel * tiles) + (row * across), factorStride);
                    }
                }

                for (var point = 0; point < TileTransforms.Points; point++)
                {
                    TileProduct.Multiply(
                        filters + ((long)point * _groups * TileProduct.Filters * Channels), factors + (point * factorStride), products + (point * productStride),
                        _groups, Channels, tiles, panel);
                }

                for (var filter = 0; filter < Filters; filter++)
                {
                    for (var row = 0; row < count; row++)
                    {
                        var (image, y) = Math.DivRem(first + row, down);
                        TileTransforms.Leave(
                            products + ((long)filter * tiles) + (row * across), productStride, vectors, _bias[filter], Bounds.Low, Bounds.High, lines, lineLength);
                        var map = output + (((long)image * Filters) + filter) * outHeight * outWidth;
                        for (var i = 0; i < TileTransforms.Outputs && (y * TileTransforms.Outputs) + i < outHeight; i++)
                        {
                            var target = map + (((y * TileTransforms.Outputs) + i) * outWidth);
                            new Span<float>(lines + (i * lineLength), outWidth).CopyTo(new Span<float>(target, outWidth));
                        }
                    }
                }
            }
        }

        _rooms.Add(room);
    }

    /// <summary>How many rows of tiles at once need the fewest products, those that fill up the last vectors included.</summary>
    private int RowsAtOnce(int all, int across)
    {
        var most = Math.Clamp(MostNumbers / (TileTransforms.Points * (Channels + Filters)), FewestTiles + (2 * TileProduct.Tiles), MostTiles);
        var (least, limit) = (Math.Min(all, Math.Max(1, FewestTiles / across)), Math.Max(1, most / across));
        return Enumerable.Range(least, Math.Max(1, Math.Min(all, limit) - least + 1)).Reverse().MinBy(rows =>
            (all / rows * Up(rows * across, TileProduct.Tiles)) + Up(all % rows * across, TileProduct.Tiles));
    }

    private static int Up(int value, int step) => (value + step - 1) / step * step;

    /// <param name="continues">Whether the planes have the row of tiles above, whose last two lines are the first two of this one.</param>
    private void ReadPlanes(float* map, int height, int width, int top, float* line, float* planes, int planeStride, int vectors, bool continues)
    {
        const int overlap = TileTransforms.Inputs - TileTransforms.Outputs;
        if (continues)
        {
            var size = overlap * 4 * planeStride;
            new ReadOnlySpan<float>(planes + (TileTransforms.Outputs * 4 * planeStride), size).CopyTo(new Span<float>(planes, size));
        }

        for (var i = continues ? overlap : 0; i < TileTransforms.Inputs; i++)
        {
            var target = planes + (i * 4 * planeStride);
            if ((uint)(top + i) >= (uint)height)
            {
                new Span<float>(target, 4 * planeStride).Clear();
                continue;
            }

            // What is left and right of the pixels is zero and stays so.
            new ReadOnlySpan<float>(map + ((top + i) * width), width).CopyTo(new Span<float>(line + Padding, width));
            TileTransforms.Split(line, target, planeStride, vectors);
        }
    }

    private float[] Take(long length)
    {
        if (_rooms.TryTake(out var room) && room.Length >= length)
        {
            return room;
        }

        return GC.AllocateArray<float>((int)length, pinned: true);
    }

    /// <summary>Kernels to the products' other factors, <c>[36, K / 6, C, 6]</c>; filters that fill up the last six are 0.</summary>
    private void Pack(ReadOnlySpan<float> kernels)
    {
        ReadOnlySpan<double> g = [1 / 4.0, 0, 0, -1 / 6.0, -1 / 6.0, -1 / 6.0, -1 / 6.0, 1 / 6.0, -1 / 6.0, 1 / 24.0, 1 / 12.0, 1 / 6.0, 1 / 24.0, -1 / 12.0, 1 / 6.0, 0, 0, 1];
        Span<double> half = stackalloc double[18];
        _filters.AsSpan().Clear();
        for (var k = 0; k < Filters; k++)
        {
            for (var c = 0; c < Channels; c++)
            {
                var kernel = kernels.Slice(((k * Channels) + c) * 9, 9);
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
                    var (group, member) = Math.DivRem(k, TileProduct.Filters);
                    _filters[((((((long)point * _groups) + group) * Channels) + c) * TileProduct.Filters) + member] = (float)value;
                }
            }
        }
    }
}
