namespace Transfer.Pipeline.Cache;

/// <summary>Merges the small shards of a cache.</summary>
public static class CacheCompaction
{
    /// <summary>Merges the small shards of every recipe. Others may read and write meanwhile.</summary>
    /// <param name="cache">The folder of the cache; null for the default.</param>
    /// <exception cref="IOException">A merged shard could not be written; the small ones are still there.</exception>
    public static CompactionResult Run(string? cache = null, CancellationToken cancellation = default)
    {
        var results = CachedRecipe.FindAll(CacheFolder.FeaturesOf(cache))
            .Select(recipe => recipe.Compact(cancellation: cancellation)).ToList();
        return new CompactionResult(
            results.Sum(result => result.Before),
            results.Sum(result => result.After),
            results.Sum(result => result.Merged),
            results.Sum(result => result.Left),
            results.Sum(result => result.BytesFreed));
    }
}
