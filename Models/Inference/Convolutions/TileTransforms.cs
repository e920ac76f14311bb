using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Transfer.Models;

/// <summary>
/// The transforms of F(4x4, 3x3) (Lavin and Gray: Fast Algorithms for Convolutional Neural Networks, CVPR 2016) for eight neighbouring tiles
/// of a channel at once. Tiles lie side by side in vectors, so maps stay <c>[C, H, W]</c>.
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

    /// <summary>Tiles that go together.</summary>
    public const int Lanes = 8;

    /// <summary>Pixels that the tiles that go together have along an axis.</summary>
    public const int Span = Lanes * Outputs;

    /// <summary>A line's six pixels of every tile into six planes.</summary>
    /// <param name="line">32 pixels for each eight tiles and two more.</param>
    /// <param name="planes">Where the row of tiles begins in six planes; up to seven numbers behind it may be overwritten.</param>
    /// <param name="copy">Where to write the same again, or null.</param>
    /// <param name="stride">From a plane to the next.</param>
    /// <param name="tiles">Tiles of the row.</param>
    public static void Split(float* line, float* planes, float* copy, int stride, int tiles)
    {
        Split(line, planes, stride, tiles);
        if (copy is not null)
        {
            Split(line, copy, stride, tiles);
        }
    }

    /// <summary>A line of zeros.</summary>
    /// <inheritdoc cref="Split(float*, float*, float*, int, int)"/>
    public static void Clear(float* planes, float* copy, int stride, int tiles)
    {
        for (var column = 0; column < Inputs; column++)
        {
            new Span<float>(planes + (column * stride), tiles).Clear();
            if (copy is not null)
            {
                new Span<float>(copy + (column * stride), tiles).Clear();
            }
        }
    }

    /// <summary>Tiles to their products' factors.</summary>
    /// <param name="planes">A plane for each of 36 pixels.</param>
    /// <param name="stride">From a plane to the next.</param>
    /// <param name="panels">Panels of tiles.</param>
    /// <param name="factors">Receives panels for each of 36 points.</param>
    /// <param name="pointStride">From a point to the next.</param>
    /// <param name="channels">From a panel to the next, in rows of a panel.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Enter(float* planes, int stride, int panels, float* factors, long pointStride, int channels)
    {
        var half = stackalloc Vector256<float>[Points];
        var (minusFour, minusFive, two, four) = (Vector256.Create(-4f), Vector256.Create(-5f), Vector256.Create(2f), Vector256.Create(4f));
        var line = Inputs * stride;
        for (var tile = 0; tile < panels * FilterPanels.Width; tile += Lanes)
        {
            for (var column = 0; column < Inputs; column++)
            {
                var p = planes + (column * stride) + tile;
                var (i0, i1, i2) = (Vector256.Load(p), Vector256.Load(p + line), Vector256.Load(p + (2 * line)));
                var (i3, i4, i5) = (Vector256.Load(p + (3 * line)), Vector256.Load(p + (4 * line)), Vector256.Load(p + (5 * line)));
                var (a, b, c, d) = (Fma(minusFour, i2, i4), Fma(minusFour, i1, i3), i4 - i2, two * (i3 - i1));
                half[column] = Fma(minusFive, i2, Fma(four, i0, i4));
                half[Inputs + column] = a + b;
                half[(2 * Inputs) + column] = a - b;
                half[(3 * Inputs) + column] = c + d;
                half[(4 * Inputs) + column] = c - d;
                half[(5 * Inputs) + column] = Fma(minusFive, i3, Fma(four, i1, i5));
            }

            var target = factors + Place(tile, channels);
            for (var row = 0; row < Inputs; row++)
            {
                var h = half + (row * Inputs);
                var (i0, i1, i2, i3, i4, i5) = (h[0], h[1], h[2], h[3], h[4], h[5]);
                var (a, b, c, d) = (Fma(minusFour, i2, i4), Fma(minusFour, i1, i3), i4 - i2, two * (i3 - i1));
                Fma(minusFive, i2, Fma(four, i0, i4)).Store(target);
                (a + b).Store(target + pointStride);
                (a - b).Store(target + (2 * pointStride));
                (c + d).Store(target + (3 * pointStride));
                (c - d).Store(target + (4 * pointStride));
                Fma(minusFive, i3, Fma(four, i1, i5)).Store(target + (5 * pointStride));
                target += Inputs * pointStride;
            }
        }
    }

    /// <summary>Tiles from their products to four lines of pixels.</summary>
    /// <param name="products">Panels for each of 36 points.</param>
    /// <param name="pointStride">From a point to the next.</param>
    /// <param name="panels">Panels of tiles.</param>
    /// <param name="rows">From a panel to the next, in rows of a panel.</param>
    /// <param name="lines">Receives four lines of four pixels a tile.</param>
    /// <param name="stride">From a line to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Leave(float* products, long pointStride, int panels, int rows, float* lines, int stride)
    {
        var half = stackalloc Vector256<float>[Outputs * Inputs];
        var (two, four, eight) = (Vector256.Create(2f), Vector256.Create(4f), Vector256.Create(8f));
        for (var tile = 0; tile < panels * FilterPanels.Width; tile += Lanes)
        {
            for (var column = 0; column < Inputs; column++)
            {
                var p = products + (column * pointStride) + Place(tile, rows);
                var line = Inputs * pointStride;
                var (m0, m1, m2) = (Vector256.Load(p), Vector256.Load(p + line), Vector256.Load(p + (2 * line)));
                var (m3, m4, m5) = (Vector256.Load(p + (3 * line)), Vector256.Load(p + (4 * line)), Vector256.Load(p + (5 * line)));
                var (s, d, s2, d2) = (m1 + m2, m1 - m2, m3 + m4, m3 - m4);
                half[column] = m0 + s + s2;
                half[Inputs + column] = Fma(two, d2, d);
                half[(2 * Inputs) + column] = Fma(four, s2, s);
                half[(3 * Inputs) + column] = Fma(eight, d2, d) + m5;
            }

            for (var row = 0; row < Outputs; row++)
            {
                var h = half + (row * Inputs);
                var (s, d, s2, d2) = (h[1] + h[2], h[1] - h[2], h[3] + h[4], h[3] - h[4]);
                var (a, b, c, e) = (h[0] + s + s2, Fma(two, d2, d), Fma(four, s2, s), Fma(eight, d2, d) + h[5]);
                Exchange(ref a, ref b, ref c, ref e);
                var target = lines + (row * stride) + (tile * Outputs);
                Unpair(a, target);
                Unpair(b, target + 4);
                Unpair(c, target + 8);
                Unpair(e, target + 12);
            }
        }
    }

    private static void Split(float* line, float* planes, int stride, int tiles)
    {
        var fourth = planes + (4 * stride);
        var fifth = fourth + stride;
        // Shifted by one tile, so the first number goes to the place before.
        var (before4, before5) = (fourth[-1], fifth[-1]);
        for (var tile = 0; tile < tiles; tile += Lanes)
        {
            var (a, b, c, d) = (Pair(line), Pair(line + 4), Pair(line + 8), Pair(line + 12));
            Exchange(ref a, ref b, ref c, ref d);
            a.Store(planes + tile);
            b.Store(planes + stride + tile);
            c.Store(planes + (2 * stride) + tile);
            d.Store(planes + (3 * stride) + tile);
            a.Store(fourth + tile - 1);
            b.Store(fifth + tile - 1);
            line += Span;
        }

        (fourth[-1], fifth[-1]) = (before4, before5);
        // The last tile's fifth and sixth pixels, where the vectors' last ones are beyond the row's end or not there.
        var rest = Lanes - (((tiles - 1) % Lanes) + 1);
        fourth[tiles - 1] = line[-rest * Outputs];
        fifth[tiles - 1] = line[(-rest * Outputs) + 1];
    }

    /// <summary>Where a tile is in panels that are some rows apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Place(int tile, int rows) => ((long)(tile / FilterPanels.Width) * rows * FilterPanels.Width) + (tile % FilterPanels.Width);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Fma(Vector256<float> a, Vector256<float> b, Vector256<float> c) => Vector256.FusedMultiplyAdd(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Pair(float* line) => Vector256.Create(Vector128.Load(line), Vector128.Load(line + 16));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Unpair(Vector256<float> value, float* line)
    {
        value.GetLower().Store(line);
        value.GetUpper().Store(line + 16);
    }

    /// <summary>Transposes 4 x 4 numbers in each half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Exchange(ref Vector256<float> a, ref Vector256<float> b, ref Vector256<float> c, ref Vector256<float> d)
    {
        var (low, high) = (Avx.UnpackLow(a, b), Avx.UnpackHigh(a, b));
        var (low2, high2) = (Avx.UnpackLow(c, d), Avx.UnpackHigh(c, d));
        a = Avx.Shuffle(low, low2, 0b01_00_01_00);
        b = Avx.Shuffle(low, low2, 0b11_10_11_10);
        c = Avx.Shuffle(high, high2, 0b01_00_01_00);
        d = Avx.Shuffle(high, high2, 0b11_10_11_10);
    }
}
