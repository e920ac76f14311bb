namespace Transfer.Models;

/// <summary>How a <see cref="TiledConvolution"/>'s intermediate results lie in memory.</summary>
internal sealed unsafe class TileRoom
{
    // Points are not a power of two apart: their vectors would fall into the same few lines of the cache.
    private const int Gap = 16;

    private readonly WorkRooms _rooms;
    private readonly AlignedNumbers _numbers;
    private float* _next;

    /// <param name="rooms">Where the memory comes from.</param>
    /// <param name="channels">C.</param>
    /// <param name="filters">Rows of the products.</param>
    /// <param name="tiles">The most tiles that are in work at once, in whole panels.</param>
    /// <param name="width">The input's width in pixels.</param>
    public TileRoom(WorkRooms rooms, int channels, int filters, int tiles, int width)
    {
        FactorStride = ((long)channels * tiles) + Gap;
        ProductStride = ((long)filters * tiles) + Gap;
        // Behind the last row of tiles, vectors are read and written that reach beyond it.
        LineStride = (tiles * TileTransforms.Outputs) + (2 * TileTransforms.Lanes);
        var zeros = (width + TileTransforms.Lanes) / TileTransforms.Lanes * TileTransforms.Lanes;
        var lines = TileTransforms.Inputs + TileTransforms.Outputs;
        _rooms = rooms;
        _numbers = rooms.Take((TileTransforms.Points * (FactorStride + ProductStride)) + (lines * LineStride) + (((2 * TileTransforms.Inputs) + 1) * tiles) + zeros);
        _next = _numbers.Start;
        Factors = Next(TileTransforms.Points * FactorStride);
        Products = Next(TileTransforms.Points * ProductStride);
        Columns = Next(TileTransforms.Inputs * LineStride);
        Results = Next(TileTransforms.Outputs * LineStride);
        Ends = Next(2 * TileTransforms.Inputs * tiles);
        IsLast = Next(tiles);
        Zeros = Next(zeros);
        new Span<float>(Zeros, zeros).Clear();
        new Span<float>(IsLast, tiles).Clear();
    }

    /// <summary>Panels of the products' factors for each of 36 points.</summary>
    public float* Factors { get; }

    /// <summary>From the factors of a point to those of the next.</summary>
    public long FactorStride { get; }

    /// <summary>Panels of the products for each of 36 points.</summary>
    public float* Products { get; }

    /// <summary>From the products of a point to those of the next.</summary>
    public long ProductStride { get; }

    /// <summary>Six lines of pixels, combined along the columns.</summary>
    public float* Columns { get; }

    /// <summary>Four lines of outputs.</summary>
    public float* Results { get; }

    /// <summary>From a line to the next.</summary>
    public int LineStride { get; }

    /// <summary>For each of the six lines, the two numbers behind the last tile of each row.</summary>
    public float* Ends { get; }

    /// <summary>For each tile, all bits where it is the last of its row.</summary>
    public float* IsLast { get; }

    /// <summary>A line of zeros.</summary>
    public float* Zeros { get; }

    /// <summary>Gives the memory back.</summary>
    public void Return() => _rooms.Return(_numbers);

    private float* Next(long length)
    {
        var start = _next;
        _next += length;
        return start;
    }
}
