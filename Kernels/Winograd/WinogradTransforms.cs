namespace Transfer.Kernels;

/// <summary>
/// The transforms of a 3x3 convolution of stride 1, padded by one pixel on every side, and the sizes of its matrices in Winograd's domain.
/// </summary>
internal sealed class WinogradTransforms<TDomain>
    where TDomain : struct, IWinogradDomain
{
    /// <param name="maps">The number and the size of the inputs, and of the outputs.</param>
    /// <param name="channels">C, a multiple of 32.</param>
    /// <param name="filters">K, a multiple of 32.</param>
    public WinogradTransforms(MapBatch maps, int channels, int filters)
    {
        (Maps, Channels, Filters) = (maps, channels, filters);
        Matrices = WinogradMatrices.ForMap(maps.Height, maps.Width, TDomain.MostOutputs);
        var grid = new WinogradGrid(maps, Matrices.Outputs);
        Rows = TDomain.Rows(grid.Tiles);
        (Inputs, Outputs) = (new WinogradMaps<TDomain>(grid, channels, padding: 1), new WinogradMaps<TDomain>(grid, filters, padding: 0));
        Kernels = new WinogradKernels<TDomain>(filters, channels);
    }

    public MapBatch Maps { get; }

    public int Channels { get; }

    public int Filters { get; }

    public WinogradMatrices Matrices { get; }

    /// <summary>The number of matrices in the domain.</summary>
    public int Points => Matrices.Inputs * Matrices.Inputs;

    /// <summary>Rows of a matrix that has a row a tile.</summary>
    public int Rows { get; }

    /// <summary>Transforms inputs <c>[N, H, W, C]</c>.</summary>
    public WinogradMaps<TDomain> Inputs { get; }

    /// <summary>Transforms outputs <c>[N, H, W, K]</c>.</summary>
    public WinogradMaps<TDomain> Outputs { get; }

    /// <summary>Transforms kernels <c>[K, C, 3, 3]</c>.</summary>
    public WinogradKernels<TDomain> Kernels { get; }
}
