using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Transfer.Models;

/// <summary>
/// The transforms of F(4x4, 3x3) (Lavin and Gray: Fast Algorithms for Convolutional Neural Networks, CVPR 2016) for as many neighbouring tiles
/// of a channel at once as a vector has numbers. Tiles lie side by side in vectors, so maps stay <c>[C, H, W]</c>.
/// </summary>
[SkipLocalsInit]
internal static unsafe class TileTransforms
{
    /// <summary>Outputs of a tile along an axis.</summary>
    public const int Outputs = 4;

    /// <summary>Inputs of a tile along an axis.</summary>
    public const int Inputs = 6;

    /// <summary>Products of a tile.</summary>
    public const int Points = Inputs * Inputs;

    // A vector that crosses a line of the cache costs twice.
    private const int CacheLine = 64;

    /// <summary>Numbers of a vector.</summary>
    public static int Lanes => Vector512.IsHardwareAccelerated ? WideVectors.Count : NarrowVectors.Count;

    /// <summary>The first half of the way in: six lines of pixels of a row of tiles are combined, column by column, to six lines.</summary>
    /// <param name="lines">Where each line of pixels begins.</param>
    /// <param name="width">Pixels of a line.</param>
    /// <param name="padding">Zeros that are put before them.</param>
    /// <param name="ahead">From these pixels to those that are wanted next.</param>
    /// <param name="columns">Receives six lines; a vector behind the pixels is zero, or as much of it as fits one that begins with them.</param>
    /// <param name="stride">From a line to the next.</param>
    public static void Down(float** lines, int width, int padding, long ahead, float* columns, int stride)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Down<WideVectors, Vector512<float>>(lines, width, padding, ahead, columns, stride);
        }
        else
        {
            Down<NarrowVectors, Vector256<float>>(lines, width, padding, ahead, columns, stride);
        }
    }

    /// <summary>The second half: along each line, a tile's own four numbers and the next two to six factors.</summary>
    /// <param name="columns">Six lines of four numbers a tile, all rows of tiles side by side.</param>
    /// <param name="stride">From a line to the next.</param>
    /// <param name="ends">The last two numbers of the last tile of each row: twice as many lines.</param>
    /// <param name="isLast">All bits where a tile is the last of its row.</param>
    /// <param name="tiles">How many tiles, in whole panels; as many from a line of ends to the next.</param>
    /// <param name="factors">Receives panels for each of 36 points.</param>
    /// <param name="pointStride">From a point to the next.</param>
    /// <param name="channels">From a panel to the next, in rows of a panel.</param>
    public static void Across(float* columns, int stride, float* ends, float* isLast, int tiles, float* factors, long pointStride, int channels)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Across<WideVectors, Vector512<float>>(columns, stride, ends, isLast, tiles, factors, pointStride, channels);
        }
        else
        {
            Across<NarrowVectors, Vector256<float>>(columns, stride, ends, isLast, tiles, factors, pointStride, channels);
        }
    }

    /// <summary>The way out: tiles from their products to four lines of pixels.</summary>
    /// <param name="products">Panels for each of 36 points.</param>
    /// <param name="pointStride">From a point to the next.</param>
    /// <param name="tiles">How many tiles, in whole panels.</param>
    /// <param name="rows">From a panel to the next, in rows of a panel.</param>
    /// <param name="lines">Receives four lines of four pixels a tile.</param>
    /// <param name="stride">From a line to the next.</param>
    public static void Leave(float* products, long pointStride, int tiles, int rows, float* lines, int stride)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Leave<WideVectors, Vector512<float>>(products, pointStride, tiles, rows, lines, stride);
        }
        else
        {
            Leave<NarrowVectors, Vector256<float>>(products, pointStride, tiles, rows, lines, stride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Down<T, TVector>(float** lines, int width, int padding, long ahead, float* columns, int stride)
        where T : struct, IVectors<TVector>
        where TVector : unmanaged
    {
        for (var i = 0; i < Inputs; i++)
        {
            T.Store(default!, columns + (i * stride));
            T.Store(default!, columns + (i * stride) + padding + width);
        }

        float* l0 = lines[0], l1 = lines[1], l2 = lines[2], l3 = lines[3], l4 = lines[4], l5 = lines[5];
        columns += padding;
        var x = 0;
        for (; x <= width - T.Count; x += T.Count)
        {
            Fetch(l2 + x + ahead, l3 + x + ahead, l4 + x + ahead, l5 + x + ahead);
            Combine<T, TVector>(T.Load(l0 + x), T.Load(l1 + x), T.Load(l2 + x), T.Load(l3 + x), T.Load(l4 + x), T.Load(l5 + x), columns + x, stride);
        }

        if (x < width)
        {
            var rest = width - x;
            Fetch(l2 + x + ahead, l3 + x + ahead, l4 + x + ahead, l5 + x + ahead);
            Combine<T, TVector>(
                T.LoadFirst(l0 + x, rest), T.LoadFirst(l1 + x, rest), T.LoadFirst(l2 + x, rest), T.LoadFirst(l3 + x, rest),
                T.LoadFirst(l4 + x, rest), T.LoadFirst(l5 + x, rest), columns + x, stride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Across<T, TVector>(float* columns, int stride, float* ends, float* isLast, int tiles, float* factors, long pointStride, int channels)
        where T : struct, IVectors<TVector>
        where TVector : unmanaged
    {
        for (var tile = 0; tile < tiles; tile += T.Count)
        {
            var mask = T.Load(isLast + tile);
            float* line = columns + (tile * Outputs), end = ends + tile, target = factors + Place(tile, channels);
            for (var i = 0; i < Inputs; i++)
            {
                T.Split(line, out var i0, out var i1, out var i2, out var i3);
                var i4 = T.Select(mask, T.Load(end), T.Shift(i0, line[T.Count * Outputs]));
                var i5 = T.Select(mask, T.Load(end + tiles), T.Shift(i1, line[(T.Count * Outputs) + 1]));
                Combine<T, TVector>(i0, i1, i2, i3, i4, i5, target, pointStride);
                line += stride;
                end += 2 * tiles;
                target += Inputs * pointStride;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Leave<T, TVector>(float* products, long pointStride, int tiles, int rows, float* lines, int stride)
        where T : struct, IVectors<TVector>
        where TVector : unmanaged
    {
        var room = stackalloc TVector[(Outputs * Inputs) + (CacheLine / sizeof(TVector))];
        var half = (TVector*)(((nint)room + CacheLine - 1) & ~(CacheLine - 1));
        var (two, four, eight) = (T.Create(2), T.Create(4), T.Create(8));
        var line = Inputs * pointStride;
        for (var tile = 0; tile < tiles; tile += T.Count)
        {
            for (var column = 0; column < Inputs; column++)
            {
                var p = products + (column * pointStride) + Place(tile, rows);
                TVector m1 = T.Load(p + line), m2 = T.Load(p + (2 * line)), m3 = T.Load(p + (3 * line)), m4 = T.Load(p + (4 * line));
                TVector s = T.Add(m1, m2), d = T.Subtract(m1, m2), s2 = T.Add(m3, m4), d2 = T.Subtract(m3, m4);
                half[column] = T.Add(T.Add(T.Load(p), s), s2);
                half[Inputs + column] = T.MultiplyAdd(two, d2, d);
                half[(2 * Inputs) + column] = T.MultiplyAdd(four, s2, s);
                half[(3 * Inputs) + column] = T.Add(T.MultiplyAdd(eight, d2, d), T.Load(p + (5 * line)));
            }

            for (var row = 0; row < Outputs; row++)
            {
                var h = half + (row * Inputs);
                TVector s = T.Add(h[1], h[2]), d = T.Subtract(h[1], h[2]), s2 = T.Add(h[3], h[4]), d2 = T.Subtract(h[3], h[4]);
                T.Join(
                    T.Add(T.Add(h[0], s), s2), T.MultiplyAdd(two, d2, d), T.MultiplyAdd(four, s2, s), T.Add(T.MultiplyAdd(eight, d2, d), h[5]),
                    lines + (row * stride) + (tile * Outputs));
            }
        }
    }

    /// <summary>Six numbers of a tile along an axis to its six factors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Combine<T, TVector>(TVector i0, TVector i1, TVector i2, TVector i3, TVector i4, TVector i5, float* target, long stride)
        where T : struct, IVectors<TVector>
        where TVector : unmanaged
    {
        TVector minusFive = T.Create(-5), minusFour = T.Create(-4), four = T.Create(4);
        TVector a = T.MultiplyAdd(minusFour, i2, i4), b = T.MultiplyAdd(minusFour, i1, i3);
        TVector c = T.Subtract(i4, i2), d = T.Multiply(T.Create(2), T.Subtract(i3, i1));
        T.Store(T.MultiplyAdd(minusFive, i2, T.MultiplyAdd(four, i0, i4)), target);
        T.Store(T.Add(a, b), target + stride);
        T.Store(T.Subtract(a, b), target + (2 * stride));
        T.Store(T.Add(c, d), target + (3 * stride));
        T.Store(T.Subtract(c, d), target + (4 * stride));
        T.Store(T.MultiplyAdd(minusFive, i3, T.MultiplyAdd(four, i1, i5)), target + (5 * stride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fetch(float* one, float* two, float* three, float* four)
    {
        Sse.Prefetch0(one);
        Sse.Prefetch0(two);
        Sse.Prefetch0(three);
        Sse.Prefetch0(four);
    }

    /// <summary>Where a tile is in panels that are some rows apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Place(int tile, int rows) => ((long)(tile / FilterPanels.Width) * rows * FilterPanels.Width) + (tile % FilterPanels.Width);
}
