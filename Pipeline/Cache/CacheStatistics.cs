namespace Transfer.Pipeline.Cache;

/// <summary>What lies in a cache.</summary>
/// <param name="Folder">Its folder.</param>
/// <param name="Recipes">The recipes, the last used one first.</param>
/// <param name="IndexBytes">The bytes of the indexes of files and of decoding outcomes, which can be deleted at any time.</param>
public sealed record CacheStatistics(string Folder, IReadOnlyList<RecipeStatistics> Recipes, long IndexBytes)
{
    /// <summary>The rows of all recipes.</summary>
    public long Rows => Recipes.Sum(recipe => (long)recipe.Rows);

    /// <summary>The files of all recipes.</summary>
    public long Shards => Recipes.Sum(recipe => (long)recipe.Shards);

    /// <summary>The bytes of all recipes.</summary>
    public long Bytes => Recipes.Sum(recipe => recipe.Bytes);

    /// <summary>Reads what a cache has; nothing is hashed, and nothing counts as used.</summary>
    /// <param name="cache">The folder of the cache; null for the default.</param>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static CacheStatistics Read(string? cache = null) => new(
        CacheFolder.Of(cache),
        [.. CachedRecipe.FindAll(CacheFolder.FeaturesOf(cache)).Select(recipe => new RecipeStatistics(recipe))],
        CacheFolder.MeasureIndexes(cache));
}
