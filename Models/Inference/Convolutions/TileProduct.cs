using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Transfer.Models;

/// <summary>Products <c>[K, C] x [C, T]</c> for tiles: blocks of six filters and two vectors of tiles stay in registers.</summary>
/// <remarks>Goto and van de Geijn: Anatomy of High-Performance Matrix Multiplication, 2008.</remarks>
internal static unsafe class TileProduct
{
    /// <summary>Filters that go together; K is filled up with zeros to a multiple of it.</summary>
    public const int Filters = 6;

    /// <summary>Tiles that go together; T is filled up to a multiple of it.</summary>
    public static int Tiles => Vector512.IsHardwareAccelerated ? 2 * Vector512<float>.Count : 2 * Vector256<float>.Count;

    /// <param name="filters">Six filters by six: <c>[K / 6, C, 6]</c>.</param>
    /// <param name="tiles"><c>[C, T]</c>.</param>
    /// <param name="result">Receives <c>[K, T]</c>.</param>
    /// <param name="groups">K / 6.</param>
    /// <param name="channels">C.</param>
    /// <param name="width">T.</param>
    /// <param name="panel">Room for two vectors of each channel.</param>
    public static void Multiply(float* filters, float* tiles, float* result, int groups, int channels, int width, float* panel)
    {
        for (var tile = 0; tile < width; tile += Tiles)
        {
            // In one straight line, which is read once for each six filters.
            for (var channel = 0; channel < channels; channel++)
            {
                new ReadOnlySpan<float>(tiles + ((long)channel * width) + tile, Tiles).CopyTo(new Span<float>(panel + (channel * Tiles), Tiles));
            }

            for (var group = 0; group < groups; group++)
            {
                var a = filters + ((long)group * channels * Filters);
                var c = result + ((long)group * Filters * width) + tile;
                if (Vector512.IsHardwareAccelerated)
                {
                    Block512(a, panel, c, channels, width);
                }
                else
                {
                    Block256(a, panel, c, channels, width);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block256(float* a, float* b, float* c, int channels, int width)
    {
        Vector256<float> l0 = default, l1 = default, l2 = default, l3 = default, l4 = default, l5 = default;
        Vector256<float> h0 = default, h1 = default, h2 = default, h3 = default, h4 = default, h5 = default;
        for (var channel = 0; channel < channels; channel++)
        {
            var low = Vector256.Load(b);
            var high = Vector256.Load(b + 8);
            var v = Vector256.Create(a[0]);
            l0 = Vector256.FusedMultiplyAdd(v, low, l0);
            h0 = Vector256.FusedMultiplyAdd(v, high, h0);
            v = Vector256.Create(a[1]);
            l1 = Vector256.FusedMultiplyAdd(v, low, l1);
            h1 = Vector256.FusedMultiplyAdd(v, high, h1);
            v = Vector256.Create(a[2]);
            l2 = Vector256.FusedMultiplyAdd(v, low, l2);
            h2 = Vector256.FusedMultiplyAdd(v, high, h2);
            v = Vector256.Create(a[3]);
            l3 = Vector256.FusedMultiplyAdd(v, low, l3);
            h3 = Vector256.FusedMultiplyAdd(v, high, h3);
            v = Vector256.Create(a[4]);
            l4 = Vector256.FusedMultiplyAdd(v, low, l4);
            h4 = Vector256.FusedMultiplyAdd(v, high, h4);
            v = Vector256.Create(a[5]);
            l5 = Vector256.FusedMultiplyAdd(v, low, l5);
            h5 = Vector256.FusedMultiplyAdd(v, high, h5);
            a += Filters;
            b += 2 * Vector256<float>.Count;
        }

        Store(c, l0, h0);
        Store(c + width, l1, h1);
        Store(c + (2 * width), l2, h2);
        Store(c + (3 * width), l3, h3);
        Store(c + (4 * width), l4, h4);
        Store(c + (5 * width), l5, h5);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block512(float* a, float* b, float* c, int channels, int width)
    {
        Vector512<float> l0 = default, l1 = default, l2 = default, l3 = default, l4 = default, l5 = default;
        Vector512<float> h0 = default, h1 = default, h2 = default, h3 = default, h4 = default, h5 = default;
        for (var channel = 0; channel < channels; channel++)
        {
            var low = Vector512.Load(b);
            var high = Vector512.Load(b + 16);
            var v = Vector512.Create(a[0]);
            l0 = Vector512.FusedMultiplyAdd(v, low, l0);
            h0 = Vector512.FusedMultiplyAdd(v, high, h0);
            v = Vector512.Create(a[1]);
            l1 = Vector512.FusedMultiplyAdd(v, low, l1);
            h1 = Vector512.FusedMultiplyAdd(v, high, h1);
            v = Vector512.Create(a[2]);
            l2 = Vector512.FusedMultiplyAdd(v, low, l2);
            h2 = Vector512.FusedMultiplyAdd(v, high, h2);
            v = Vector512.Create(a[3]);
            l3 = Vector512.FusedMultiplyAdd(v, low, l3);
            h3 = Vector512.FusedMultiplyAdd(v, high, h3);
            v = Vector512.Create(a[4]);
            l4 = Vector512.FusedMultiplyAdd(v, low, l4);
            h4 = Vector512.FusedMultiplyAdd(v, high, h4);
            v = Vector512.Create(a[5]);
            l5 = Vector512.FusedMultiplyAdd(v, low, l5);
            h5 = Vector512.FusedMultiplyAdd(v, high, h5);
            a += Filters;
            b += 2 * Vector512<float>.Count;
        }

        Store(c, l0, h0);
        Store(c + width, l1, h1);
        Store(c + (2 * width), l2, h2);
        Store(c + (3 * width), l3, h3);
        Store(c + (4 * width), l4, h4);
        Store(c + (5 * width), l5, h5);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* c, Vector256<float> low, Vector256<float> high)
    {
        low.Store(c);
        high.Store(c + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* c, Vector512<float> low, Vector512<float> high)
    {
        low.Store(c);
        high.Store(c + 16);
    }
}
