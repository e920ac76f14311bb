using System.Globalization;
using Transfer.FeatureCache;

namespace Transfer.Pipeline;

/// <summary>Whether the features of an image are in a cache, and if not, what keeps those that are there from being used.</summary>
/// <param name="IsCached">Whether every row is there: of any recipe, or of the one that was asked for.</param>
/// <param name="Sentences">The answer for a person.</param>
public sealed record CachedImage(bool IsCached, IReadOnlyList<string> Sentences)
{
    /// <summary>Looks for an image, by the hash of its bytes.</summary>
    /// <param name="path">The image's file.</param>
    /// <param name="cache">The folder of the cache; null for the default.</param>
    /// <param name="asked">Which features are meant; null for any.</param>
    /// <exception cref="IOException">There is no such file, or the model is missing.</exception>
    /// <exception cref="ArgumentException">The options have faults.</exception>
    public static CachedImage Find(string path, string? cache = null, ExtractOptions? asked = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        path = Path.GetFullPath(path);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no image '{path}'. Give the file whose features you look for.");
        }

        var hash = ContentHash.OfFile(path);
        var recipes = CachedRecipe.FindAll(CacheFolder.FeaturesOf(cache)).Select(recipe => (Recipe: recipe, Views: recipe.ReadKeys())).ToList();
        var having = recipes.Where(known => known.Views.ContainsKey(hash)).ToList();
        var sentences = new List<string> { $"{path}: SHA-256 {hash}." };
        var cached = asked is null
            ? Any(having.Select(known => (known.Recipe, known.Views[hash])), sentences)
            : Asked(recipes, hash, asked, sentences);
        if (!cached)
        {
            AddEarlierContent(path, hash, CacheFolder.Of(cache), recipes, sentences);
        }

        return new CachedImage(cached, sentences);
    }

    private static bool Any(IEnumerable<(CachedRecipe Recipe, IReadOnlyList<int> Views)> having, List<string> sentences)
    {
        var count = 0;
        foreach (var (recipe, views) in having)
        {
            sentences.Add($"Cached: {Describe(recipe)}: {ViewText(views)}.");
            count++;
        }

        if (count == 0)
        {
            sentences.Add("Not cached: no recipe in the cache has an image with these bytes.");
        }

        return count > 0;
    }

    private static bool Asked(
        List<(CachedRecipe Recipe, IReadOnlyDictionary<ContentHash, IReadOnlyList<int>> Views)> recipes, ContentHash hash, ExtractOptions asked, List<string> sentences)
    {
        using var open = OpenBase.Open(asked);
        var complete = Check(open.Recipe(null, asked.Type), [0]);
        return asked.Views == 0 ? complete
            : Check(open.Recipe(open.Augmenter(asked.Augmentation, asked.Seed), asked.Type), [.. Enumerable.Range(1, asked.Views)]) && complete;

        bool Check(FeatureRecipe recipe, int[] views)
        {
            var known = recipes.Find(known => known.Recipe.Recipe.Hash == recipe.Hash);
            var found = known.Recipe is null ? [] : known.Views.GetValueOrDefault(hash, []);
            var missing = views.Except(found).ToArray();
            if (missing.Length == 0)
            {
                sentences.Add($"Cached: {Describe(known.Recipe!)}: {ViewText(views)}.");
                return true;
            }

            if (known.Recipe is not null)
            {
                sentences.Add(found.Count > 0
                    ? $"Not cached: of the features asked for, {ViewText(missing)} is missing; there are {ViewText(found)}."
                    : $"Not cached: the cache has such features of {known.Views.Count:N0} images, but not of these bytes.");
                return false;
            }

            AddNearest(recipe, hash, recipes, sentences);
            return false;
        }
    }

    private static void AddNearest(
        FeatureRecipe asked, ContentHash hash, List<(CachedRecipe Recipe, IReadOnlyDictionary<ContentHash, IReadOnlyList<int>> Views)> recipes, List<string> sentences)
    {
        var nearest = recipes
            .Select(known => (known.Recipe, HasImage: known.Views.ContainsKey(hash), Differences: Differences(known.Recipe, asked)))
            .OrderByDescending(known => known.HasImage)
            .ThenBy(known => known.Differences.Count)
            .FirstOrDefault();
        sentences.Add(nearest.Recipe is null
            ? "Not cached: the cache is empty."
            : $"Not cached. Nearest: {(nearest.HasImage ? "the same image" : "not this image, but others")} in {Describe(nearest.Recipe)}; the recipe differs in {string.Join("; ", nearest.Differences)}.");
    }

    private static List<string> Differences(CachedRecipe there, FeatureRecipe asked)
        => [.. there.Recipe.Parts.Keys.Union(asked.Parts.Keys)
            .Select(name => (Name: name, There: there.Recipe.Parts.GetValueOrDefault(name, "nothing"), Asked: asked.Parts.GetValueOrDefault(name, "nothing")))
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
    private static string Short(string value) => value.Length == 2 * ContentHash.Size && value.All(char.IsAsciiHexDigit) ? value[..12] : value;

    private static void AddEarlierContent(
        string path,
        ContentHash hash,
        string cache,
        List<(CachedRecipe Recipe, IReadOnlyDictionary<ContentHash, IReadOnlyList<int>> Views)> recipes,
        List<string> sentences)
    {
        using var paths = PathIndex.Open(cache);
        if (!paths.TryGetLast(path, out var stamp, out var earlier, out var recorded) || earlier == hash)
        {
            return;
        }

        var count = recipes.Count(known => known.Views.ContainsKey(earlier));
        sentences.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"The file's bytes differ from those recorded for this path on {recorded:yyyy-MM-dd HH:mm} UTC ({stamp.Size:N0} bytes, SHA-256 {earlier.ToString()[..12]}…), of which {count} {(count == 1 ? "recipe has" : "recipes have")} features."));
    }

    private static string Describe(CachedRecipe recipe)
        => $"{CacheStatistics.ModelOf(recipe)} up to '{CacheStatistics.Part(recipe, "cut")}' at {CacheStatistics.Part(recipe, "image size")} px, pooling {CacheStatistics.Part(recipe, "pooling")}, {CacheStatistics.Part(recipe, "numeric type")}, {(CacheStatistics.IsAugmented(recipe) ? "augmented views" : "images as they are")} ({Path.GetFileName(recipe.Folder)[..12]})";

    private static string ViewText(IReadOnlyList<int> views)
        => views is [0] ? "the image itself" : $"{(views.Count == 1 ? "view" : "views")} {string.Join(", ", views)}";
}
