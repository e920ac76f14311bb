namespace Transfer.FeatureCache;

/// <summary>A shard that a store does not use; its rows count as absent.</summary>
/// <param name="Path">Where the file lies now.</param>
/// <param name="Reason">One sentence: what was found, and what became of the file.</param>
public sealed record DamagedShard(string Path, string Reason);
