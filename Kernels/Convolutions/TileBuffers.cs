namespace Transfer.Kernels;

/// <summary>The intermediate results of a <see cref="TiledConvolution"/> in one buffer, which is returned when this is disposed.</summary>
internal sealed unsafe class TileBuffers : IDisposable
{
    private const int WidestVector = 16;

    // Points a power of two apart would fall into the same few lines of the cache.
    private const int Gap = 16;

    private readonly ScratchBuffers _pool;
    private readonly AlignedBuffer _buffer;
    private float* _next;

    /// <param name="pool">The pool that the buffer is taken from.</param>
    /// <param name="channels">C.</param>
    /// <param name="productRows">The number of rows of the products.</param>
    /// <param name="width">The input's width in pixels.</param>
    public TileBuffers(ScratchBuffers pool, TileGrid grid, int channels, int productRows, int width)
    {
        var tiles = grid.Tiles(grid.RowsTogether);
        var (inputStride, productStride) = (((long)channels * tiles) + Gap, ((long)productRows * tiles) + Gap);
        // Behind the last row of tiles, vectors are read and written that reach beyond it.
        var lineStride = (tiles * Tile.Outputs) + (2 * WidestVector);
        var zeros = (width + WidestVector) / WidestVector * WidestVector;
        _pool = pool;
        _buffer = pool.Take(
            (Tile.Points * (inputStride + productStride)) + ((Tile.Inputs + Tile.Outputs) * lineStride)
            + (((2 * Tile.Inputs) + 1) * tiles) + zeros);
        _next = _buffer.Start;
        Inputs = new TilePanels(Next(Tile.Points, inputStride), channels);
        Products = new TilePanels(Next(Tile.Points, productStride), productRows);
        Columns = Next(Tile.Inputs, lineStride);
        Results = Next(Tile.Outputs, lineStride);
        Ends = Next(2 * Tile.Inputs, tiles);
        IsLast = Next(1, tiles).Start;
        Zeros = Next(1, zeros).Start;
        new Span<float>(Zeros, zeros).Clear();
        new Span<float>(IsLast, tiles).Clear();
        for (var row = 1; row <= grid.RowsTogether; row++)
        {
            IsLast[(row * grid.Across) - 1] = BitConverter.Int32BitsToSingle(-1);
        }
    }

    /// <summary>The transformed inputs, the right factors of the products.</summary>
    public TilePanels Inputs { get; }

    public TilePanels Products { get; }

    /// <summary>Six lines of inputs, combined along the columns.</summary>
    public Lines Columns { get; }

    /// <summary>Four lines of outputs.</summary>
    public Lines Results { get; }

    /// <summary>For each of the six lines, the two numbers behind the last tile of each row.</summary>
    public Lines Ends { get; }

    /// <summary>For each tile, all bits where it is the last of its row.</summary>
    public float* IsLast { get; }

    /// <summary>A line of zeros.</summary>
    public float* Zeros { get; }

    public void Dispose() => _pool.Return(_buffer);

    private Lines Next(int lines, long stride)
    {
        var start = _next;
        _next += lines * stride;
        return new Lines(start, stride);
    }
}
