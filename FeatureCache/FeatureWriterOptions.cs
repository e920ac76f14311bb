namespace Transfer.FeatureCache;

/// <summary>When a <see cref="FeatureWriter"/> closes a shard. A killed run loses at most one open shard.</summary>
public sealed record FeatureWriterOptions
{
    /// <summary>The most rows in one shard, at least 1. Default: 256.</summary>
    public int RowsPerShard { get; init; } = 256;

    /// <summary>
    /// The most bytes of features in one shard, from 1 to 1 GiB; a single longer row gets a shard of its own. Also about the memory
    /// that a writer needs. Default: 64 MiB.
    /// </summary>
    public long BytesPerShard { get; init; } = 64L << 20;

    /// <summary>Checks every property.</summary>
    /// <exception cref="ArgumentException">Names every fault.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        if (RowsPerShard < 1)
        {
            faults.Add($"{nameof(RowsPerShard)} is {RowsPerShard}; it must be at least 1.");
        }

        if (BytesPerShard is < 1 or > 1L << 30)
        {
            faults.Add($"{nameof(BytesPerShard)} is {BytesPerShard}; it must be from 1 to {1L << 30}.");
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join(' ', faults));
        }
    }

    internal int RowsFor(int bytesPerRow)
        => (int)Math.Max(1, Math.Min(RowsPerShard, BytesPerShard / bytesPerRow));
}
