using System.Globalization;

namespace Transfer.Pipeline.Cache;

/// <summary>Looks for the features of one image in a cache, and says what it finds.</summary>
internal sealed class CachedImageSearch(ContentHash image, string? cache)
{
    private readonly List<Known> _recipes =
        [.. CachedRecipe.FindAll(CacheFolder.FeaturesOf(cache)).Select(recipe => new Known(recipe, recipe.ReadKeys()))];

    public ContentHash Image => image;

    public List<string> Sentences { get; } = [];

    /// <summary>Whether there are features of any recipe.</summary>
    public bool FindAny()
    {
        var found = _recipes.FindAll(known => known.Views.ContainsKey(image));
        Sentences.AddRange(found.Select(known => $"Cached: {known}: {ViewText(known.Views[image])}."));
        if (found.Count == 0)
        {
            Sentences.Add("Not cached: no recipe in the cache has an image with these bytes.");
        }

        return found.Count > 0;
    }

    /// <summary>Whether there are all features that are asked for.</summary>
    public bool Find(ExtractOptions asked)
    {
        using var open = OpenBase.Open(asked);
        var isComplete = Find(open.Recipe(null, asked.Type), [0]);
        return asked.Views == 0 ? isComplete
            : Find(open.Recipe(open.Augmenter(asked.Augmentation, asked.Seed), asked.Type), [.. Enumerable.Range(1, asked.Views)])
                && isComplete;
    }

    /// <summary>Says that the file had other bytes before, where that is known.</summary>
    public void AddEarlierContent(string path)
    {
        using var paths = PathIndex.Open(CacheFolder.Of(cache));
        if (!paths.TryGetLast(path, out var stamp, out var earlier, out var recorded) || earlier == image)
        {
            return;
        }

        var count = _recipes.Count(known => known.Views.ContainsKey(earlier));
        Sentences.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"The file's bytes differ from those recorded for this path on {recorded:yyyy-MM-dd HH:mm} UTC ({stamp.Size:N0} bytes, " +
            $"SHA-256 {earlier.ToString()[..12]}…), of which {count} {(count == 1 ? "recipe has" : "recipes have")} features."));
    }

    private bool Find(FeatureRecipe recipe, int[] views)
    {
        var known = _recipes.Find(known => known.Recipe.Recipe.Hash == recipe.Hash);
        var found = known?.Views.GetValueOrDefault(image) ?? [];
        var missing = views.Except(found).ToArray();
        Sentences.Add(
            known is null ? $"Not cached{Nearest(recipe)}."
            : missing.Length == 0 ? $"Cached: {known}: {ViewText(views)}."
            : found.Count > 0
                ? $"Not cached: of the features asked for, {ViewText(missing)} is missing; there are {ViewText(found)}."
                : $"Not cached: the cache has such features of {known.Views.Count:N0} images, but not of these bytes.");
        return missing.Length == 0;
    }

    private string Nearest(FeatureRecipe asked)
    {
        var nearest = _recipes
            .Select(known => (Known: known, HasImage: known.Views.ContainsKey(image), Differences: Differences(known.Recipe, asked)))
            .OrderByDescending(known => known.HasImage)
            .ThenBy(known => known.Differences.Count)
            .FirstOrDefault();
        return nearest.Known is null ? ": the cache is empty"
            : $". Nearest: {(nearest.HasImage ? "the same image" : "not this image, but others")} in {nearest.Known}; " +
              $"the recipe differs in {string.Join("; ", nearest.Differences)}";
    }

    private static List<string> Differences(CachedRecipe there, FeatureRecipe asked) =>
        [.. there.Recipe.Parts.Keys.Union(asked.Parts.Keys)
            .Select(name => (
                Name: name,
                There: there.Recipe.Parts.GetValueOrDefault(name, "nothing"),
                Asked: asked.Parts.GetValueOrDefault(name, "nothing")))
            .Where(part => part.There != part.Asked)
            .Select(part => $"{part.Name}: {Only(part.There, part.Asked)} there, {Only(part.Asked, part.There)} asked")];

    // Of a long list of settings, only those that the other one has not.
    private static string Only(string value, string other)
    {
        var settings = value.Split([";", ", "], StringSplitOptions.None);
        var own = settings.Except(other.Split([";", ", "], StringSplitOptions.None)).ToArray();
        return Short(own.Length is 0 || own.Length == settings.Length ? value : string.Join(';', own));
    }

    // The hash of a graph says nothing to a person beyond being another one.
    private static string Short(string value) => ContentHash.TryParse(value, out _) ? value[..12] : value;

    private static string ViewText(IReadOnlyList<int> views) =>
        views is [0] ? "the image itself" : $"{(views.Count == 1 ? "view" : "views")} {string.Join(", ", views)}";

    private sealed record Known(CachedRecipe Recipe, IReadOnlyDictionary<ContentHash, IReadOnlyList<int>> Views)
    {
        public override string ToString()
        {
            string Part(string name) => RecipeStatistics.Part(Recipe, name);
            var images = Part("augmentation") == BaseRecipe.NoAugmentation ? "unaugmented images" : "augmented views";
            return $"{RecipeStatistics.Summary(Recipe)} at {Part("image size")} px, pooling {Part("pooling")}, {Part("numeric type")}, " +
                $"{images} ({Path.GetFileName(Recipe.Folder)[..12]})";
        }
    }
}
