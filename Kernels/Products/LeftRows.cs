namespace Transfer.Kernels;

/// <summary>Where the rows of a product's left matrix lie that are multiplied together.</summary>
internal readonly unsafe struct LeftRows
{
    /// <summary>The first value of the first row.</summary>
    public required float* Start { get; init; }

    /// <summary>The number of floats from a row to the next.</summary>
    public required int RowStep { get; init; }

    /// <summary>The number of floats from a value of a row to the next of its chunk.</summary>
    public required int ValueStep { get; init; }

    /// <summary>The number of values of a chunk.</summary>
    public required int ChunkLength { get; init; }

    /// <summary>The number of chunks of a row.</summary>
    public int Chunks { get; init; } = 1;

    /// <summary>The number of floats from a chunk to the next.</summary>
    public long ChunkStep { get; init; }

    /// <summary>How many floats ahead the processor is told to fetch, for rows that are read from far away; 0 for none.</summary>
    public int Prefetch { get; init; }

    public LeftRows()
    {
    }
}
