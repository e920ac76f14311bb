namespace Transfer.Models;

/// <summary>Kernels of 3x3 convolutions as F(4x4, 3x3) multiplies by them: <c>G g G^T</c> (Lavin and Gray, CVPR 2016).</summary>
internal static class TileFilters
{
    private static readonly double[] G =
    [
        1 / 4.0, 0, 0,
        -1 / 6.0, -1 / 6.0, -1 / 6.0,
        -1 / 6.0, 1 / 6.0, -1 / 6.0,
        1 / 24.0, 1 / 12.0, 1 / 6.0,
        1 / 24.0, -1 / 12.0, 1 / 6.0,
        0, 0, 1,
    ];

    /// <param name="kernels"><c>[K, C, 3, 3]</c>.</param>
    /// <param name="filters">K.</param>
    /// <param name="channels">C.</param>
    /// <returns>A matrix <c>[K, C]</c> for each of 36 points.</returns>
    public static FilterPanels Of(float[] kernels, int filters, int channels)
    {
        var panels = new FilterPanels(TileTransforms.Points, filters, channels);
        Parallel.For(0, filters, filter => Fill(panels, filter, kernels.AsSpan(filter * channels * 9, channels * 9)));
        return panels;
    }

    private static unsafe void Fill(FilterPanels panels, int filter, ReadOnlySpan<float> kernels)
    {
        var targets = stackalloc float*[TileTransforms.Points];
        for (var point = 0; point < TileTransforms.Points; point++)
        {
            targets[point] = panels.Weights(point, filter);
        }

        var half = stackalloc double[18];
        for (var at = 0; at < kernels.Length; at += 9)
        {
            var kernel = kernels.Slice(at, 9);
            for (var i = 0; i < 18; i += 3)
            {
                for (var j = 0; j < 3; j++)
                {
                    half[i + j] = (G[i] * kernel[j]) + (G[i + 1] * kernel[3 + j]) + (G[i + 2] * kernel[6 + j]);
                }
            }

            var place = at / 9 * FilterPanels.Step;
            for (var point = 0; point < TileTransforms.Points; point++)
            {
                var (i, j) = (point / 6 * 3, point % 6 * 3);
                targets[point][place] = (float)((half[i] * G[j]) + (half[i + 1] * G[j + 1]) + (half[i + 2] * G[j + 2]));
            }
        }
    }
}
