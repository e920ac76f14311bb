using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Transfer.Kernels;

/// <summary>
/// The input transform of F(4x4, 3x3), <c>B^T d B</c> (Lavin and Gray: Fast Algorithms for Convolutional Neural Networks, CVPR 2016), for
/// as many neighbouring tiles of a channel at once as a vector has floats, so that maps stay <c>[C, H, W]</c>.
/// </summary>
/// <remarks>The matrix is <see cref="WinogradMatrices"/>' without its fractions, written out because its rows share sums.</remarks>
[SkipLocalsInit]
internal static unsafe class InputTransform<TVectors, TVector>
    where TVectors : struct, IVectors<TVector>
    where TVector : unmanaged
{
    /// <summary>The first half: combines six lines of pixels of a row of tiles, column by column, to six lines.</summary>
    /// <param name="lines">The first pixel of each line.</param>
    /// <param name="width">The number of pixels of a line.</param>
    /// <param name="padding">The number of zeros before them.</param>
    /// <param name="ahead">From these pixels to those that are read next.</param>
    /// <param name="columns">Receives six lines, with zeros before and behind the pixels.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Columns(float** lines, int width, int padding, long ahead, Lines columns)
    {
        for (var i = 0; i < Tile.Inputs; i++)
        {
            TVectors.Store(default, columns[i]);
            TVectors.Store(default, columns[i] + padding + width);
        }

        float* l0 = lines[0], l1 = lines[1], l2 = lines[2], l3 = lines[3], l4 = lines[4], l5 = lines[5];
        for (var x = 0; x < width; x += TVectors.Count)
        {
            var rest = width - x;
            Fetch(l2 + x + ahead, l3 + x + ahead, l4 + x + ahead, l5 + x + ahead);
            var target = columns.From(padding + x);
            if (rest >= TVectors.Count)
            {
                TVector i1 = TVectors.Load(l1 + x), i2 = TVectors.Load(l2 + x), i3 = TVectors.Load(l3 + x), i4 = TVectors.Load(l4 + x);
                Combine(TVectors.Load(l0 + x), i2, i4, target[0]);
                Combine(i1, i2, i3, i4, target);
                Combine(i1, i3, TVectors.Load(l5 + x), target[5]);
            }
            else
            {
                TVector i1 = TVectors.LoadFirst(l1 + x, rest), i2 = TVectors.LoadFirst(l2 + x, rest);
                TVector i3 = TVectors.LoadFirst(l3 + x, rest), i4 = TVectors.LoadFirst(l4 + x, rest);
                Combine(TVectors.LoadFirst(l0 + x, rest), i2, i4, target[0]);
                Combine(i1, i2, i3, i4, target);
                Combine(i1, i3, TVectors.LoadFirst(l5 + x, rest), target[5]);
            }
        }
    }

    /// <summary>The second half: along each line, a tile's own four numbers and the next two.</summary>
    /// <param name="buffers">Have the lines of all rows of tiles side by side; receive the transformed inputs.</param>
    /// <param name="row">The row of the panels that receives the tiles.</param>
    /// <param name="tiles">The number of tiles, in whole panels.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows(TileBuffers buffers, int row, int tiles)
    {
        Lines columns = buffers.Columns, ends = buffers.Ends;
        for (var tile = 0; tile < tiles; tile += TVectors.Count)
        {
            var mask = TVectors.Load(buffers.IsLast + tile);
            var target = buffers.Inputs.At(row, tile, FilterPanels<TVectors, TVector>.Width);
            for (var i = 0; i < Tile.Inputs; i++)
            {
                float* line = columns[i] + (tile * Tile.Outputs), next = line + (TVectors.Count * Tile.Outputs);
                TVectors.Split(line, out var i0, out var i1, out var i2, out var i3);
                var i4 = TVectors.Select(mask, TVectors.Load(ends[2 * i] + tile), TVectors.Shift(i0, next[0]));
                var i5 = TVectors.Select(mask, TVectors.Load(ends[(2 * i) + 1] + tile), TVectors.Shift(i1, next[1]));
                Combine(i0, i2, i4, target[0]);
                Combine(i1, i2, i3, i4, target);
                Combine(i1, i3, i5, target[5]);
                target = target.From(Tile.Inputs * target.Stride);
            }
        }
    }

    /// <summary>The first row of the matrix, and the last one for inputs that begin one later.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Combine(TVector first, TVector third, TVector fifth, float* target) => TVectors.Store(
        TVectors.MultiplyAdd(TVectors.Create(-5), third, TVectors.MultiplyAdd(TVectors.Create(4), first, fifth)), target);

    /// <summary>The four rows between them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Combine(TVector i1, TVector i2, TVector i3, TVector i4, Lines target)
    {
        var minusFour = TVectors.Create(-4);
        TVector a = TVectors.MultiplyAdd(minusFour, i2, i4), b = TVectors.MultiplyAdd(minusFour, i1, i3);
        TVector c = TVectors.Subtract(i4, i2), d = TVectors.Multiply(TVectors.Create(2), TVectors.Subtract(i3, i1));
        TVectors.Store(TVectors.Add(a, b), target[1]);
        TVectors.Store(TVectors.Subtract(a, b), target[2]);
        TVectors.Store(TVectors.Add(c, d), target[3]);
        TVectors.Store(TVectors.Subtract(c, d), target[4]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fetch(float* one, float* two, float* three, float* four)
    {
        Sse.Prefetch0(one);
        Sse.Prefetch0(two);
        Sse.Prefetch0(three);
        Sse.Prefetch0(four);
    }
}
