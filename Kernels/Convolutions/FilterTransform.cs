namespace Transfer.Kernels;

/// <summary>Transforms the kernels of 3x3 convolutions for F(4x4, 3x3): <c>G g G^T</c>.</summary>
internal static unsafe class FilterTransform
{
    private const int Side = WinogradMatrices.Filter;
    private const int Inputs = Tile.Inputs;

    private static readonly double[] G = WinogradMatrices.OfTile(Tile.Outputs).ScaledFromFilter.Values;

    /// <param name="kernels"><c>[K, C, 3, 3]</c>.</param>
    /// <param name="filters">K.</param>
    /// <param name="channels">C.</param>
    /// <returns>A matrix <c>[K, C]</c> for each of the 36 points of a tile.</returns>
    public static FilterPanels<TVectors, TVector> Run<TVectors, TVector>(float[] kernels, int filters, int channels)
        where TVectors : struct, IVectors<TVector>
        where TVector : unmanaged
    {
        var panels = new FilterPanels<TVectors, TVector>(Tile.Points, filters, channels);
        var length = channels * Side * Side;
        Parallel.For(0, filters, filter => Fill(panels, filter, kernels.AsSpan(filter * length, length)));
        return panels;
    }

    private static void Fill<TVectors, TVector>(FilterPanels<TVectors, TVector> panels, int filter, ReadOnlySpan<float> kernels)
        where TVectors : struct, IVectors<TVector>
        where TVector : unmanaged
    {
        var targets = stackalloc float*[Tile.Points];
        for (var point = 0; point < Tile.Points; point++)
        {
            targets[point] = panels.Weights(point, filter);
        }

        var half = stackalloc double[Inputs * Side];
        for (var place = 0; !kernels.IsEmpty; place += FilterPanels<TVectors, TVector>.Step)
        {
            for (var i = 0; i < Inputs * Side; i += Side)
            {
                for (var j = 0; j < Side; j++)
                {
                    half[i + j] = (G[i] * kernels[j]) + (G[i + 1] * kernels[Side + j]) + (G[i + 2] * kernels[(2 * Side) + j]);
                }
            }

            for (var point = 0; point < Tile.Points; point++)
            {
                var (i, j) = (point / Inputs * Side, point % Inputs * Side);
                targets[point][place] = (float)((half[i] * G[j]) + (half[i + 1] * G[j + 1]) + (half[i + 2] * G[j + 2]));
            }

            kernels = kernels[(Side * Side)..];
        }
    }
}
