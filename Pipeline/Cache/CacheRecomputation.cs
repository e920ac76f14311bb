using System.Globalization;

namespace Transfer.Pipeline.Cache;

/// <summary>Whether rows of a cache are what their network gives today, for a sample of images.</summary>
/// <param name="Compared">How many rows were computed again.</param>
/// <param name="Largest">The largest difference found, as a share of the largest number of its row.</param>
/// <param name="Faults">One sentence for every row that differs by more than <see cref="Tolerance"/>.</param>
internal sealed record CacheRecomputation(int Compared, double Largest, IReadOnlyList<string> Faults)
{
    /// <summary>
    /// The largest difference that counts as equal, as a share of the largest number of the row: 0.002. ONNX Runtime adds up in another
    /// order for another batch size or processor (1e-5), and float16 keeps 11 bits (5e-4).
    /// </summary>
    public const double Tolerance = 2e-3;

    private const int BatchSize = 16;

    /// <summary>Decodes a sample of images again, runs the base on them, and compares with the cache.</summary>
    /// <param name="options">Which images and which features; the cache's folder too.</param>
    /// <param name="share">The share of the images in the folder, above 0 and up to 1; at least one.</param>
    /// <exception cref="IOException">The folder or the model is missing.</exception>
    /// <exception cref="ArgumentException">The options have faults.</exception>
    /// <exception cref="InvalidDataException">The cache has none of these features.</exception>
    public static CacheRecomputation Run(ExtractOptions options, double share, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        using var chosen = OpenBase.Open(options);
        var (loader, augmenter) = (chosen.Loader, chosen.Augmenter(options.Augmentation, options.Seed));
        var recipes = CachedRecipe.FindAll(CacheFolder.FeaturesOf(options.Features.Cache));
        using var store = Find(chosen.Recipe(null, options.Type))?.Open();
        using var viewStore = options.Views == 0 ? null : Find(chosen.Recipe(augmenter, options.Type))?.Open();
        var sample = Draw(options, share);
        var views = sample.SelectMany(path => Enumerable.Range(0, options.Views + 1).Select(view => (Path: path, View: view)));
        var (compared, largest, faults) = (0, 0.0, new List<string>());
        foreach (var batch in views.Chunk(BatchSize))
        {
            cancellation.ThrowIfCancellationRequested();
            Compare(batch);
        }

        return compared + faults.Count > 0
            ? new CacheRecomputation(compared, largest, faults)
            : throw new InvalidDataException(
                $"The cache has such features of none of the {sample.Count:N0} images drawn from '{options.Data}'. " +
                "Choose the model, cut, pooling and preprocessing that they were extracted with.");

        CachedRecipe? Find(FeatureRecipe recipe) => recipes.FirstOrDefault(known => known.Recipe.Hash == recipe.Hash);

        void Compare((string Path, int View)[] batch)
        {
            var (pixels, length) = (loader.ValueCount, chosen.Base.FeatureLength);
            var images = new float[BatchSize * pixels];
            var rows = new List<(string Path, int View, float[] Cached)>();
            foreach (var (path, view) in batch)
            {
                var bytes = ImageFile.ReadAllBytes(path);
                var key = new FeatureKey(ContentHash.Of(bytes), view);
                var cached = new float[length];
                if ((view == 0 ? store : viewStore)?.CopyRow(key, cached) != true)
                {
                    continue;
                }

                var target = images.AsSpan(rows.Count * pixels, pixels);
                var outcome = view == 0
                    ? loader.Load(bytes, target)
                    : augmenter.Load(bytes, key.Image.ToIdentity(), view, target);
                if (outcome.IsOk)
                {
                    rows.Add((path, view, cached));
                }
                else
                {
                    faults.Add($"{path} has features in the cache but cannot be decoded now: {outcome.Detail}.");
                }
            }

            var features = new float[rows.Count * length];
            if (rows.Count > 0)
            {
                chosen.Base.Run(images, rows.Count, features);
            }

            for (var i = 0; i < rows.Count; i++)
            {
                var difference = Difference(features.AsSpan(i * length, length), rows[i].Cached);
                largest = Math.Max(largest, difference);
                compared++;
                if (!(difference <= Tolerance))
                {
                    faults.Add(string.Create(
                        CultureInfo.InvariantCulture,
                        $"{rows[i].Path}, view {rows[i].View}: the cached features differ from computed ones by {difference:G2} " +
                        $"of the largest; at most {Tolerance} was expected."));
                }
            }
        }
    }

    private static List<string> Draw(ExtractOptions options, double share)
    {
        if (share is not (> 0 and <= 1))
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture, $"The share to recompute is {share:P0}; expected more than 0 % and at most 100 %."));
        }

        var files = new FolderListing(options.Data, options.FollowLinks).Files();
        var paths = files.Where(file => file.Fault is null).Select(file => file.Path).ToArray();
        new SeededRandom(options.Seed).Shuffle(paths.AsSpan());
        return [.. paths[..(int)Math.Ceiling(paths.Length * share)].Order(StringComparer.Ordinal)];
    }

    private static double Difference(ReadOnlySpan<float> computed, ReadOnlySpan<float> cached)
    {
        var (largest, difference) = (1e-6, 0.0);
        for (var i = 0; i < computed.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(computed[i]));
            difference = Math.Max(difference, Math.Abs(computed[i] - cached[i]));
        }

        return difference / largest;
    }
}
