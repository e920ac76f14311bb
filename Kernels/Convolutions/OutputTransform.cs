using System.Runtime.CompilerServices;

namespace Transfer.Kernels;

/// <summary>
/// The output transform of F(4x4, 3x3), <c>A^T m A</c> (Lavin and Gray, CVPR 2016), for as many neighbouring tiles at once as a vector has
/// floats.
/// </summary>
[SkipLocalsInit]
internal static unsafe class OutputTransform<TVectors, TVector>
    where TVectors : struct, IVectors<TVector>
    where TVector : unmanaged
{
    // A vector that crosses a cache line costs twice.
    private const int CacheLine = 64;

    /// <summary>Tiles from their products to four lines of outputs.</summary>
    /// <param name="products">The products of all points.</param>
    /// <param name="row">The row of the panels that has the tiles.</param>
    /// <param name="tiles">The number of tiles, in whole panels.</param>
    /// <param name="lines">Receives four lines of four outputs a tile.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(TilePanels products, int row, int tiles, Lines lines)
    {
        var room = stackalloc TVector[(Tile.Outputs * Tile.Inputs) + (CacheLine / sizeof(TVector))];
        var half = (TVector*)(((nint)room + CacheLine - 1) & ~(CacheLine - 1));
        var (two, four, eight) = (TVectors.Create(2), TVectors.Create(4), TVectors.Create(8));
        for (var tile = 0; tile < tiles; tile += TVectors.Count)
        {
            var points = products.At(row, tile, FilterPanels<TVectors, TVector>.Width);
            var line = Tile.Inputs * points.Stride;
            for (var column = 0; column < Tile.Inputs; column++)
            {
                var p = points[column];
                TVector m1 = TVectors.Load(p + line), m2 = TVectors.Load(p + (2 * line));
                TVector m3 = TVectors.Load(p + (3 * line)), m4 = TVectors.Load(p + (4 * line));
                TVector s = TVectors.Add(m1, m2), d = TVectors.Subtract(m1, m2), s2 = TVectors.Add(m3, m4), d2 = TVectors.Subtract(m3, m4);
                half[column] = TVectors.Add(TVectors.Add(TVectors.Load(p), s), s2);
                half[Tile.Inputs + column] = TVectors.MultiplyAdd(two, d2, d);
                half[(2 * Tile.Inputs) + column] = TVectors.MultiplyAdd(four, s2, s);
                half[(3 * Tile.Inputs) + column] = TVectors.Add(TVectors.MultiplyAdd(eight, d2, d), TVectors.Load(p + (5 * line)));
            }

            for (var i = 0; i < Tile.Outputs; i++)
            {
                var h = half + (i * Tile.Inputs);
                TVector s = TVectors.Add(h[1], h[2]), d = TVectors.Subtract(h[1], h[2]);
                TVector s2 = TVectors.Add(h[3], h[4]), d2 = TVectors.Subtract(h[3], h[4]);
                TVectors.Join(
                    TVectors.Add(TVectors.Add(h[0], s), s2), TVectors.MultiplyAdd(two, d2, d), TVectors.MultiplyAdd(four, s2, s),
                    TVectors.Add(TVectors.MultiplyAdd(eight, d2, d), h[5]), lines[i] + (tile * Tile.Outputs));
            }
        }
    }
}
