using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Transfer.Models;

/// <summary>Products <c>[K, C] x [C, T]</c> for tiles: blocks of six filters and two vectors of tiles stay in registers.</summary>
/// <remarks>Goto and van de Geijn: Anatomy of High-Performance Matrix Multiplication, 2008.</remarks>
internal static unsafe class TileProduct
{
    /// <summary>Filters that go together; K is filled up with zeros to a multiple of it.</summary>
    public const int Filters = 6;

    private interface IVector<T>
        where T : struct, IVector<T>
    {
        static abstract int Count { get; }

        static abstract T Load(float* source);

        static abstract T Create(float value);

        static abstract T MultiplyAdd(T left, T right, T sum);

        void Store(float* target);
    }

    /// <summary>Tiles that go together; T is filled up to a multiple of it.</summary>
    public static int Tiles => Vector512.IsHardwareAccelerated ? 2 * Wide.Count : 2 * Narrow.Count;

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
                    Block<Wide>(a, panel, c, channels, width);
                }
                else
                {
                    Block<Narrow>(a, panel, c, channels, width);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block<T>(float* a, float* b, float* c, int channels, int width)
        where T : struct, IVector<T>
    {
        T l0 = default, l1 = default, l2 = default, l3 = default, l4 = default, l5 = default;
        T h0 = default, h1 = default, h2 = default, h3 = default, h4 = default, h5 = default;
        for (var channel = 0; channel < channels; channel++)
        {
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
            a += Filters;
            b += 2 * T.Count;
        }

        Store(c, l0, h0);
        Store(c + width, l1, h1);
        Store(c + (2 * width), l2, h2);
        Store(c + (3 * width), l3, h3);
        Store(c + (4 * width), l4, h4);
        Store(c + (5 * width), l5, h5);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T>(float* c, T low, T high)
        where T : struct, IVector<T>
    {
        low.Store(c);
        high.Store(c + T.Count);
    }

    private readonly struct Narrow(Vector256<float> values) : IVector<Narrow>
    {
        private readonly Vector256<float> _values = values;

        public static int Count => Vector256<float>.Count;

        public static Narrow Load(float* source) => new(Vector256.Load(source));

        public static Narrow Create(float value) => new(Vector256.Create(value));

        public static Narrow MultiplyAdd(Narrow left, Narrow right, Narrow sum) => new(Vector256.FusedMultiplyAdd(left._values, right._values, sum._values));

        public void Store(float* target) => _values.Store(target);
    }

    private readonly struct Wide(Vector512<float> values) : IVector<Wide>
    {
        private readonly Vector512<float> _values = values;

        public static int Count => Vector512<float>.Count;

        public static Wide Load(float* source) => new(Vector512.Load(source));

        public static Wide Create(float value) => new(Vector512.Create(value));

        public static Wide MultiplyAdd(Wide left, Wide right, Wide sum) => new(Vector512.FusedMultiplyAdd(left._values, right._values, sum._values));

        public void Store(float* target) => _values.Store(target);
    }
}
