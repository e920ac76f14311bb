using Transfer.FeatureCache;

namespace Transfer.Pipeline;

/// <summary>What merging the small shards of a cache did.</summary>
/// <param name="Merged">How many shards went into larger ones.</param>
/// <param name="Before">The shards before.</param>
/// <param name="After">The shards after.</param>
/// <param name="BytesFreed">By how much the cache became smaller.</param>
/// <param name="Left">How many merged ones are still there because a process has them open (Windows); the next time removes them.</param>
public sealed record CacheCompaction(int Merged, int Before, int After, long BytesFreed, int Left)
{
    /// <summary>Merges the small shards of every recipe. Others may read and write meanwhile.</summary>
    /// <param name="cache">The folder of the cache; null for the default.</param>
    /// <exception cref="IOException">A merged shard could not be written; the small ones are still there.</exception>
    public static CacheCompaction Run(string? cache = null, CancellationToken cancellation = default)
    {
        var results = CachedRecipe.FindAll(CacheFolder.FeaturesOf(cache)).Select(recipe => recipe.Compact(cancellation: cancellation)).ToList();
        return new CacheCompaction(
            results.Sum(result => result.Merged),
            results.Sum(result => result.Before),
            results.Sum(result => result.After),
            results.Sum(result => result.BytesFreed),
            results.Sum(result => result.Left));
    }
}
