namespace Transfer.FeatureCache;

/// <summary>How a <see cref="FeatureStore"/> is opened.</summary>
public sealed record FeatureStoreOptions
{
    /// <summary>How the numbers lie on disk. Default: <see cref="FeatureRowType.Float32"/>.</summary>
    public FeatureRowType Type { get; init; } = FeatureRowType.Float32;

    /// <summary>Whether every shard is hashed, whatever is known of it. Default: false, only new and changed ones.</summary>
    public bool VerifyFiles { get; init; }

    /// <summary>
    /// What helps a person or a tool to make these rows again, such as where the model lies; kept beside the recipe but no part of
    /// it. Default: null, which leaves what was kept before.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Hints { get; init; }

    /// <summary>The clock. Default: the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
