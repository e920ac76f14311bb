namespace Transfer.FeatureCache;

/// <summary>What reading shards again has found.</summary>
/// <param name="Shards">How many were read.</param>
/// <param name="Bytes">How long they are together.</param>
/// <param name="Damaged">Those that were not what their names say; renamed, so that their rows will be computed again.</param>
public sealed record VerificationResult(int Shards, long Bytes, IReadOnlyList<DamagedShard> Damaged);
