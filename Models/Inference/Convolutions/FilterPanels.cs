using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Transfer.Models;

/// <summary>Matrices of filters <c>[K, C]</c>, laid out for products with panels of pixels: blocks of some filters and two vectors of pixels stay in registers.</summary>
/// <remarks>Goto and van de Geijn: Anatomy of High-Performance Matrix Multiplication, 2008.</remarks>
internal sealed unsafe class FilterPanels
{
    // Filters are read once for many pixels, from far away; the processor's own foresight ends with each page of 4 kB.
    private const int Ahead = 4096;

    private static readonly int Together = Vector512.IsHardwareAccelerated ? WideVectors.FiltersTogether : NarrowVectors.FiltersTogether;

    private readonly AlignedNumbers _numbers;
    private readonly int _channels;
    private readonly int _groups;

    /// <param name="matrices">How many matrices there are; all numbers are 0 at first.</param>
    /// <param name="filters">K.</param>
    /// <param name="channels">C.</param>
    public FilterPanels(int matrices, int filters, int channels)
    {
        (_channels, _groups) = (channels, (filters + Together - 1) / Together);
        _numbers = new AlignedNumbers((long)matrices * Rows * channels);
    }

    /// <summary>Pixels of a panel.</summary>
    public static int Width => Vector512.IsHardwareAccelerated ? 2 * WideVectors.Count : 2 * NarrowVectors.Count;

    /// <summary>From a weight of a filter to that of the next channel.</summary>
    public static int Step => Together;

    /// <summary>Rows of a result: K, filled up to whole blocks.</summary>
    public int Rows => _groups * Together;

    /// <summary>Where a filter's first weight is; the others follow at steps of <see cref="Step"/>.</summary>
    public float* Weights(int matrix, int filter) =>
        _numbers.Start + ((((long)matrix * _groups) + (filter / Together)) * _channels * Together) + (filter % Together);

    /// <summary>The product of a matrix with panels.</summary>
    /// <param name="matrix">Which matrix.</param>
    /// <param name="pixels"><c>[panels, C, Width]</c>, at a multiple of 64 bytes.</param>
    /// <param name="result">Receives <c>[panels, Rows, Width]</c>, at a multiple of 64 bytes.</param>
    /// <param name="panels">How many panels.</param>
    public void Multiply(int matrix, float* pixels, float* result, int panels)
    {
        var first = _numbers.Start + ((long)matrix * Rows * _channels);
        for (var panel = 0; panel < panels; panel++)
        {
            for (var group = 0; group < _groups; group++)
            {
                var filters = first + ((long)group * _channels * Together);
                if (Vector512.IsHardwareAccelerated)
                {
                    Block<WideVectors, Vector512<float>>(filters, pixels, result, _channels);
                }
                else
                {
                    Block<NarrowVectors, Vector256<float>>(filters, pixels, result, _channels);
                }

                result += Together * Width;
            }

            pixels += (long)_channels * Width;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block<T, TVector>(float* a, float* b, float* c, int channels)
        where T : struct, IVectors<TVector>
        where TVector : struct
    {
        TVector l0 = default, l1 = default, l2 = default, l3 = default, l4 = default, l5 = default, l6 = default, l7 = default;
        TVector h0 = default, h1 = default, h2 = default, h3 = default, h4 = default, h5 = default, h6 = default, h7 = default;
        for (var channel = 0; channel < channels; channel++)
        {
            Sse.Prefetch0(a + Ahead);
            var low = T.Load(b);
            var high = T.Load(b + T.Count);
            var v = T.Create(a[0]);
            l0 = T.MultiplyAdd(v, low, l0);
            h0 = T.MultiplyAdd(v, high, h0);
            v = T.Create(a[1]);
            l1 = T.MultiplyAdd(v, low, l1);
            h1 = T.MultiplyAdd(v, high, h1);
            v = T.Create(a[2]);
            l2 = T.MultiplyAdd(v, low, l2);
            h2 = T.MultiplyAdd(v, high, h2);
            v = T.Create(a[3]);
            l3 = T.MultiplyAdd(v, low, l3);
            h3 = T.MultiplyAdd(v, high, h3);
            v = T.Create(a[4]);
            l4 = T.MultiplyAdd(v, low, l4);
            h4 = T.MultiplyAdd(v, high, h4);
            v = T.Create(a[5]);
            l5 = T.MultiplyAdd(v, low, l5);
            h5 = T.MultiplyAdd(v, high, h5);
            if (T.FiltersTogether > 6)
            {
                v = T.Create(a[6]);
                l6 = T.MultiplyAdd(v, low, l6);
                h6 = T.MultiplyAdd(v, high, h6);
                v = T.Create(a[7]);
                l7 = T.MultiplyAdd(v, low, l7);
                h7 = T.MultiplyAdd(v, high, h7);
            }

            a += T.FiltersTogether;
            b += 2 * T.Count;
        }

        Store<T, TVector>(c, 0, l0, h0);
        Store<T, TVector>(c, 1, l1, h1);
        Store<T, TVector>(c, 2, l2, h2);
        Store<T, TVector>(c, 3, l3, h3);
        Store<T, TVector>(c, 4, l4, h4);
        Store<T, TVector>(c, 5, l5, h5);
        if (T.FiltersTogether > 6)
        {
            Store<T, TVector>(c, 6, l6, h6);
            Store<T, TVector>(c, 7, l7, h7);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T, TVector>(float* c, int row, TVector low, TVector high)
        where T : struct, IVectors<TVector>
        where TVector : struct
    {
        T.Store(low, c + (2 * row * T.Count));
        T.Store(high, c + (((2 * row) + 1) * T.Count));
    }
}
