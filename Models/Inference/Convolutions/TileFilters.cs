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
    public static FilterPanels Of(ReadOnlySpan<float> kernels, int filters, int channels)
    {
        var panels = new FilterPanels(TileTransforms.Points, filters, channels);
        Span<double> half = stackalloc double[18];
        for (var k = 0; k < filters; k++)
        {
            for (var c = 0; c < channels; c++)
            {
                var kernel = kernels.Slice(((k * channels) + c) * 9, 9);
                for (var i = 0; i < 6; i++)
                {
                    for (var j = 0; j < 3; j++)
                    {
                        half[(i * 3) + j] = (G[i * 3] * kernel[j]) + (G[(i * 3) + 1] * kernel[3 + j]) + (G[(i * 3) + 2] * kernel[6 + j]);
                    }
                }

                for (var point = 0; point < TileTransforms.Points; point++)
                {
                    var (i, j) = (point / 6 * 3, point % 6 * 3);
                    panels.Set(point, k, c, (float)((half[i] * G[j]) + (half[i + 1] * G[j + 1]) + (half[i + 2] * G[j + 2])));
                }
            }
        }

        return panels;
    }
}
