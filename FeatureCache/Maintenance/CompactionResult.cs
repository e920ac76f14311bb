namespace Transfer.FeatureCache;

/// <summary>What merging small shards did.</summary>
/// <param name="Before">The shards before.</param>
/// <param name="After">The shards after.</param>
/// <param name="Merged">How many small shards went into larger ones.</param>
/// <param name="Left">How many of those a process still has open (Windows); the next compacting deletes them.</param>
/// <param name="BytesFreed">By how much the cache became smaller.</param>
public sealed record CompactionResult(int Before, int After, int Merged, int Left, long BytesFreed);
