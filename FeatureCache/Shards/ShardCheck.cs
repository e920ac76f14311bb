namespace Transfer.FeatureCache;

/// <summary>Which shards are hashed when they are opened.</summary>
internal enum ShardCheck
{
    /// <summary>Those that were not found whole before, or were written to since.</summary>
    Changed,

    /// <summary>Every one.</summary>
    All,

    /// <summary>None: to inspect a cache, not to use its features.</summary>
    None,
}
