namespace Transfer.Kernels;

/// <summary>
/// Matrices of filters <c>[K, C]</c>, laid out once for all products: the weights of a block lie one after another, because filters are
/// many and read from far away.
/// </summary>
internal sealed unsafe class FilterPanels<TVectors, TVector> : IDisposable
    where TVectors : struct, IVectors<TVector>
    where TVector : unmanaged
{
    private readonly AlignedBuffer _weights;
    private readonly int _channels;
    private readonly int _blocks;

    /// <param name="matrices">The number of matrices; all weights are 0 at first.</param>
    /// <param name="filters">K.</param>
    /// <param name="channels">C.</param>
    public FilterPanels(int matrices, int filters, int channels)
    {
        (_channels, _blocks) = (channels, (filters + Step - 1) / Step);
        _weights = new AlignedBuffer((long)matrices * Rows * channels);
    }

    /// <summary>The number of pixels of a panel.</summary>
    public static int Width => PanelProduct<TVectors, TVector>.Width;

    /// <summary>The number of floats from a weight of a filter to that of the next channel.</summary>
    public static int Step => PanelProduct<TVectors, TVector>.Rows;

    /// <summary>The rows of a result: K, filled up to whole blocks.</summary>
    public int Rows => _blocks * Step;

    /// <summary>A filter's first weight; the others follow at steps of <see cref="Step"/>.</summary>
    public float* Weights(int matrix, int filter) =>
        _weights.Start + ((((long)matrix * _blocks) + (filter / Step)) * _channels * Step) + (filter % Step);

    /// <summary>Multiplies a matrix by panels of pixels.</summary>
    /// <param name="matrix">The index of the matrix.</param>
    /// <param name="pixels"><c>[panels, C, Width]</c>, at a multiple of 64 bytes.</param>
    /// <param name="result">Receives <c>[panels, Rows, Width]</c>, at a multiple of 64 bytes.</param>
    /// <param name="panels">The number of panels.</param>
    public void Multiply(int matrix, float* pixels, float* result, int panels)
    {
        for (var panel = 0; panel < panels; panel++)
        {
            var filters = Weights(matrix, 0);
            for (var block = 0; block < _blocks; block++)
            {
                PanelProduct<TVectors, TVector>.MultiplyBlock<FilterRows<TVectors, TVector>>(filters, pixels, result, _channels);
                filters += (long)_channels * Step;
                result += Step * Width;
            }

            pixels += (long)_channels * Width;
        }
    }

    public void Dispose() => _weights.Dispose();
}
