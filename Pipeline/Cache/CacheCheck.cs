namespace Transfer.Pipeline.Cache;

/// <summary>Checks the shards of a cache.</summary>
public static class CacheCheck
{
    /// <summary>Reads shards of every recipe again and compares them with their hashes, whatever is known of them.</summary>
    /// <param name="cache">The folder of the cache; null for the default.</param>
    /// <param name="share">The share of each recipe's shards to read, above 0 and up to 1; at least one.</param>
    /// <param name="seed">Decides which.</param>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static VerificationResult Run(string? cache = null, double share = 1, long seed = 1, CancellationToken cancellation = default)
    {
        var results = CachedRecipe.FindAll(CacheFolder.FeaturesOf(cache))
            .Select(recipe => recipe.Verify(share, seed, cancellation)).ToList();
        return new VerificationResult(
            results.Sum(result => result.Shards),
            results.Sum(result => result.Bytes),
            [.. results.SelectMany(result => result.Damaged)]);
    }
}
