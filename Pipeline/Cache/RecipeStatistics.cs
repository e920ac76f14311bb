namespace Transfer.Pipeline.Cache;

/// <summary>What a cache has of one recipe.</summary>
public sealed class RecipeStatistics
{
    private readonly CachedRecipe _recipe;

    internal RecipeStatistics(CachedRecipe recipe)
    {
        _recipe = recipe;
        var images = recipe.ReadKeys();
        (Images, Rows) = (images.Count, images.Values.Sum(views => views.Count));
        (Shards, Bytes) = (recipe.CountShards(), recipe.MeasureBytes());
    }

    /// <summary>The name of its folder, the beginning of the recipe's hash.</summary>
    public string Id => Path.GetFileName(_recipe.Folder);

    /// <summary>The network's name; <c>unknown</c> where it was not noted.</summary>
    public string Model => ModelOf(_recipe);

    /// <summary>Where the features leave the network.</summary>
    public string Cut => Part(_recipe, "cut");

    /// <summary>Height and width of the images in pixels.</summary>
    public string ImageSize => Part(_recipe, "image size");

    /// <summary>How the feature map is pooled.</summary>
    public string Pooling => Part(_recipe, "pooling");

    /// <summary>How views are augmented; <c>none</c> for the images themselves.</summary>
    public string Views => Part(_recipe, "augmentation");

    /// <summary>How the numbers lie on disk, <c>float32</c> or <c>float16</c>.</summary>
    public string Type => Part(_recipe, "numeric type");

    /// <summary>The shape of one row.</summary>
    public IReadOnlyList<int> Shape => _recipe.Shape;

    /// <summary>How many rows.</summary>
    public int Rows { get; }

    /// <summary>Of how many images.</summary>
    public int Images { get; }

    /// <summary>In how many files.</summary>
    public int Shards { get; }

    /// <summary>On how many bytes of disk.</summary>
    public long Bytes { get; }

    /// <summary>When it was used last, in UTC.</summary>
    public DateTime LastUse => _recipe.LastUse;

    /// <summary>Such as <c>tiny up to 'relu2'</c>.</summary>
    internal static string Summary(CachedRecipe recipe) => $"{ModelOf(recipe)} up to '{Part(recipe, "cut")}'";

    internal static string Part(CachedRecipe recipe, string name) => recipe.Recipe.Parts.GetValueOrDefault(name, "?");

    private static string ModelOf(CachedRecipe recipe) => recipe.Hints.GetValueOrDefault(CacheFolder.ModelHint, "unknown");
}
