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

    /// <summary>Every fourth pixel of a line into a plane of its own, four planes.</summary>
    /// <param name="line">32 pixels for each eight tiles and two more.</param>
    /// <param name="planes">Receives four planes.</param>
    /// <param name="stride">From a plane to the next.</param>
    /// <param name="tiles">A multiple of eight.</param>
    public static void Split(float* line, float* planes, int stride, int tiles)
    {
        for (var tile = 0; tile < tiles; tile += Lanes)
        {
            var (a, b, c, d) = (Pair(line), Pair(line + 4), Pair(line + 8), Pair(line + 12));
            Exchange(ref a, ref b, ref c, ref d);
            a.Store(planes + tile);
            b.Store(planes + stride + tile);
            c.Store(planes + (2 * stride) + tile);
            d.Store(planes + (3 * stride) + tile);
            line += Span;
        }

        // The last tile's fifth and sixth pixels.
        planes[tiles] = line[0];
        planes[stride + tiles] = line[1];
    }

    /// <summary>A row of tiles to its products' factors.</summary>
    /// <param name="planes">Four planes for each of six lines.</param>
    /// <param name="stride">From a plane to the next.</param>
    /// <param name="tiles">A multiple of eight.</param>
    /// <param name="factors">Receives a row of tiles for each of 36 points.</param>
    /// <param name="pointStride">From a point to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Enter(float* planes, int stride, int tiles, float* factors, long pointStride)
    {
        var half = stackalloc Vector256<float>[Points];
        var (minusFour, minusFive, two, four) = (Vector256.Create(-4f), Vector256.Create(-5f), Vector256.Create(2f), Vector256.Create(4f));
        var line = 4 * stride;
        for (var tile = 0; tile < tiles; tile += Lanes)
        {
            for (var column = 0; column < Inputs; column++)
            {
                var p = planes + ((column % Outputs) * stride) + tile + (column / Outputs);
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

            var target = factors + tile;
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

    /// <summary>A row of tiles from its products to four lines of pixels.</summary>
    /// <param name="products">A row of tiles for each of 36 points.</param>
    /// <param name="pointStride">From a point to the next.</param>
    /// <param name="tiles">A multiple of eight.</param>
    /// <param name="bias">Added to every pixel.</param>
    /// <param name="low">What smaller pixels become.</param>
    /// <param name="high">What larger pixels become.</param>
    /// <param name="lines">Receives four lines of four pixels a tile.</param>
    /// <param name="stride">From a line to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Leave(float* products, long pointStride, int tiles, float bias, float low, float high, float* lines, int stride)
    {
        var half = stackalloc Vector256<float>[Outputs * Inputs];
        var (two, four, eight) = (Vector256.Create(2f), Vector256.Create(4f), Vector256.Create(8f));
        var (shift, least, most) = (Vector256.Create(bias), Vector256.Create(low), Vector256.Create(high));
        for (var tile = 0; tile < tiles; tile += Lanes)
        {
            for (var column = 0; column < Inputs; column++)
            {
                var p = products + (column * pointStride) + tile;
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
                var (s, d, s2, d2) = (h[1] + h[2] + shift, h[1] - h[2] + shift, h[3] + h[4], h[3] - h[4]);
                var a = Bound(h[0] + s + s2, least, most);
                var b = Bound(Fma(two, d2, d), least, most);
                var c = Bound(Fma(four, s2, s), least, most);
                var e = Bound(Fma(eight, d2, d) + h[5], least, most);
                Exchange(ref a, ref b, ref c, ref e);
                var target = lines + (row * stride) + (tile * Outputs);
                Unpair(a, target);
                Unpair(b, target + 4);
                Unpair(c, target + 8);
                Unpair(e, target + 12);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Fma(Vector256<float> a, Vector256<float> b, Vector256<float> c) => Vector256.FusedMultiplyAdd(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Bound(Vector256<float> value, Vector256<float> least, Vector256<float> most) => Avx.Min(Avx.Max(value, least), most);

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
