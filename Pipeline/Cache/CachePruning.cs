namespace Transfer.Pipeline.Cache;

/// <summary>What was removed from a cache, or would be.</summary>
/// <param name="BytesFreed">How many bytes.</param>
/// <param name="Sentences">What and why, one sentence each.</param>
public sealed record CachePruning(long BytesFreed, IReadOnlyList<string> Sentences)
{
    /// <summary>Removes what is not needed. A run that reads a recipe on this machine keeps the rows that it has open.</summary>
    /// <exception cref="InvalidOptionsException">The options have faults.</exception>
    /// <exception cref="IOException">
    /// A model to keep is missing, images to keep cannot be read (nothing is removed then), or something is in use (Windows).
    /// </exception>
    public static CachePruning Run(PruneOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        InvalidOptionsException.ThrowIfAny(options.Validate());
        return new CachePruner(options, cancellation).Run();
    }
}
