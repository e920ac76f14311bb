namespace Transfer.Kernels;

/// <summary>Lines of floats at equal distances in memory.</summary>
/// <param name="start">The first float of the first line.</param>
/// <param name="stride">The number of floats from a line to the next.</param>
internal readonly unsafe struct Lines(float* start, long stride)
{
    public float* Start { get; } = start;

    public long Stride { get; } = stride;

    public float* this[int line] => Start + (line * Stride);

    /// <summary>The same lines from a later float on.</summary>
    public Lines From(long offset) => new(Start + offset, Stride);
}
