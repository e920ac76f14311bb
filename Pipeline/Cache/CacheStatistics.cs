using Transfer.FeatureCache;

namespace Transfer.Pipeline;

/// <summary>What lies in a cache.</summary>
/// <param name="Folder">Its folder.</param>
/// <param name="Recipes">The recipes, the last used one first.</param>
public sealed record CacheStatistics(string Folder, IReadOnlyList<RecipeStatistics> Recipes)
{
    /// <summary>The rows of all recipes.</summary>
    public long Rows => Recipes.Sum(recipe => (long)recipe.Rows);

    /// <summary>The files of all recipes.</summary>
    public long Shards => Recipes.Sum(recipe => (long)recipe.Shards);

    /// <summary>The bytes of all recipes.</summary>
    public long Bytes => Recipes.Sum(recipe => recipe.Bytes);

    /// <summary>Looks through a cache; nothing is hashed, and nothing counts as used.</summary>
    /// <param name="cache">The folder of the cache; null for the default.</param>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static CacheStatistics Read(string? cache = null)
        => new(CacheFolder.Of(cache), [.. CachedRecipe.FindAll(CacheFolder.FeaturesOf(cache)).Select(Of)]);

    internal static string Part(CachedRecipe recipe, string name) => recipe.Recipe.Parts.GetValueOrDefault(name, "?");

    internal static string ModelOf(CachedRecipe recipe) => recipe.Hints.GetValueOrDefault(CacheFolder.ModelHint, "unknown");

    internal static bool IsAugmented(CachedRecipe recipe) => Part(recipe, "augmentation") != BaseRecipe.NoAugmentation;

    private static RecipeStatistics Of(CachedRecipe recipe)
    {
        var images = recipe.ReadKeys();
        return new RecipeStatistics(
            Path.GetFileName(recipe.Folder),
            ModelOf(recipe),
            Part(recipe, "cut"),
            Part(recipe, "image size"),
            Part(recipe, "pooling"),
            Part(recipe, "augmentation"),
            Part(recipe, "numeric type"),
            recipe.Shape,
            images.Values.Sum(views => views.Count),
            images.Count,
            recipe.CountShards(),
            recipe.MeasureBytes(),
            recipe.LastUse);
    }
}
