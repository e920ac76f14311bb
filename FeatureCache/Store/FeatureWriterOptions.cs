namespace Transfer.FeatureCache;

/// <summary>
/// When a <see cref="FeatureWriter"/> closes a shard: at whichever bound comes first. A killed run loses at most one open shard.
/// </summary>
public sealed record FeatureWriterOptions
{
    /// <summary>The most rows in one shard, from 1 to 2^20. Default: 65,536.</summary>
    public int RowsPerShard { get; init; } = 1 << 16;

    /// <summary>
    /// The most bytes of features in one shard, from 1 to 1 GiB; a single longer row gets a shard of its own. Also about the memory
    /// that a writer needs. Default: 32 MiB.
    /// </summary>
    public long BytesPerShard { get; init; } = 32L << 20;

    /// <summary>
    /// How long rows may wait for their shard to fill up, above zero. Default: one minute, so that a killed run loses no more work.
    /// </summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Checks every property.</summary>
    /// <exception cref="ArgumentException">Names every fault.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        if (RowsPerShard is < 1 or > 1 << 20)
        {
            faults.Add($"{nameof(RowsPerShard)} is {RowsPerShard}; it must be from 1 to {1 << 20}.");
        }

        if (BytesPerShard is < 1 or > 1L << 30)
        {
            faults.Add($"{nameof(BytesPerShard)} is {BytesPerShard}; it must be from 1 to {1L << 30}.");
        }

        if (LongestWait <= TimeSpan.Zero)
        {
            faults.Add($"{nameof(LongestWait)} is {LongestWait}; it must be above zero.");
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join(' ', faults));
        }
    }

    internal int RowsFor(int bytesPerRow)
        => (int)Math.Max(1, Math.Min(RowsPerShard, BytesPerShard / bytesPerRow));
}
