namespace Transfer.Kernels;

/// <summary>The convolutions of a network and the memory that they share. Owns both.</summary>
internal sealed class ConvolutionSet : IDisposable
{
    private readonly List<TiledConvolution> _convolutions = [];
    private readonly ScratchBuffers _buffers = new();

    public int Count => _convolutions.Count;

    public TiledConvolution this[int index] => _convolutions[index];

    /// <summary>Adds a convolution at the next index.</summary>
    /// <param name="kernels"><c>[K, C, 3, 3]</c>.</param>
    /// <param name="padding">Rows and columns of zeros on every side, 0 or 1.</param>
    /// <param name="epilogue">What follows.</param>
    public void Add(float[] kernels, int padding, Epilogue epilogue) =>
        _convolutions.Add(TiledConvolution.Create(kernels, padding, epilogue, _buffers));

    public void Dispose()
    {
        _convolutions.ForEach(c => c.Dispose());
        _convolutions.Clear();
        _buffers.Dispose();
    }
}
