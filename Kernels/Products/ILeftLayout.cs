namespace Transfer.Kernels;

/// <summary>How the rows of a product's left matrix lie in memory. Constants for the compiler, which makes code for each layout.</summary>
internal interface ILeftLayout
{
    /// <summary>The number of floats from a row to the next.</summary>
    static abstract int RowStep { get; }

    /// <summary>The number of floats from a value of a row to the next.</summary>
    static abstract int ValueStep { get; }

    /// <summary>The number of values of a row that lie at this step; 0 for all.</summary>
    static abstract int ChunkLength { get; }

    /// <summary>How many floats ahead the processor is told to fetch, for matrices that are read from far away; 0 for none.</summary>
    static abstract int Prefetch { get; }
}
