using System.Globalization;
using Transfer.FeatureCache;
using Transfer.Models;

namespace Transfer.Pipeline;

/// <summary>What went from a cache, or would.</summary>
/// <param name="BytesFreed">How many bytes.</param>
/// <param name="Sentences">What and why, one sentence each.</param>
public sealed record CachePruning(long BytesFreed, IReadOnlyList<string> Sentences)
{
    /// <summary>Removes what nobody needs. A run that reads a recipe on this machine keeps the rows that it has open.</summary>
    /// <exception cref="InvalidOptionsException">The options have faults.</exception>
    /// <exception cref="IOException">A model to keep is missing, or something is in use (Windows).</exception>
    public static CachePruning Run(PruneOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        InvalidOptionsException.ThrowIfAny(options.Validate());
        var root = CacheFolder.FeaturesOf(options.Cache);
        var models = options.Models.Select(model => Backbone.Load(model).Record.Sha256).ToHashSet();
        var sentences = new List<string>();
        var freed = 0L;
        if (!options.DryRun)
        {
            CachedRecipe.RemoveHalfRemoved(root);
        }

        var kept = new List<(CachedRecipe Recipe, long Bytes)>();
        foreach (var recipe in CachedRecipe.FindAll(root))
        {
            cancellation.ThrowIfCancellationRequested();
            var leftovers = recipe.RemoveLeftovers(options.DryRun);
            freed += leftovers;
            if (leftovers > 0)
            {
                sentences.Add($"{Verb(options)} damaged and abandoned files of {Name(recipe)}, {ByteText.Of(leftovers)}.");
            }

            var bytes = recipe.MeasureBytes() - (options.DryRun ? leftovers : 0);
            if (Reason(recipe, options, models) is { } reason)
            {
                Remove(recipe, bytes, reason);
            }
            else
            {
                kept.Add((recipe, bytes));
            }
        }

        if (options.Data.Count > 0)
        {
            var needed = Images(options, cancellation);
            kept = [.. kept.Select(known => (known.Recipe, known.Bytes - RemoveRows(known.Recipe, needed)))];
        }

        // The last used ones come first, so the least recently used ones are over the limit.
        var total = 0L;
        foreach (var (recipe, bytes) in kept)
        {
            total += bytes;
            if (total > options.MaxBytes)
            {
                Remove(recipe, bytes, $"all recipes used since come to more than {ByteText.Of(options.MaxBytes.Value)} with it");
            }
        }

        return new CachePruning(freed, sentences);

        void Remove(CachedRecipe recipe, long bytes, string reason)
        {
            if (!options.DryRun)
            {
                recipe.Remove();
            }

            freed += bytes;
            sentences.Add($"{Verb(options)} {Name(recipe)}, {ByteText.Of(bytes)}: {reason}.");
        }

        long RemoveRows(CachedRecipe recipe, HashSet<ContentHash> needed)
        {
            var (rows, bytes) = recipe.RemoveRows(needed.Contains, options.DryRun, cancellation);
            if (rows > 0)
            {
                freed += bytes;
                sentences.Add(string.Create(CultureInfo.InvariantCulture, $"{Verb(options)} {rows:N0} rows of {Name(recipe)}, {ByteText.Of(bytes)}: their images are in none of the folders."));
            }

            return bytes;
        }
    }

    private static string Verb(PruneOptions options) => options.DryRun ? "Would remove" : "Removed";

    private static string Name(CachedRecipe recipe)
        => $"{Path.GetFileName(recipe.Folder)[..12]} ({CacheStatistics.ModelOf(recipe)} up to '{CacheStatistics.Part(recipe, "cut")}')";

    private static string? Reason(CachedRecipe recipe, PruneOptions options, HashSet<string> models)
    {
        var unused = options.Time.GetUtcNow().UtcDateTime - recipe.LastUse;
        if (unused > options.OlderThan)
        {
            return string.Create(CultureInfo.InvariantCulture, $"it was last used {unused.TotalDays:F0} days ago");
        }

        var hash = recipe.Hints.GetValueOrDefault(CacheFolder.ModelHashHint);
        if (models.Count > 0 && hash is not null && !models.Contains(hash))
        {
            return "its network is none of those to keep";
        }

        if (options.Orphaned && hash is not null && recipe.Hints.TryGetValue(CacheFolder.ModelFileHint, out var file))
        {
            return !File.Exists(file) ? $"its network '{file}' is gone"
                : ContentHash.OfFile(file).ToString() != hash ? $"its network '{file}' has changed"
                : null;
        }

        return null;
    }

    // Every file is read: to remove by what an index says would be to trust a shortcut with somebody's work.
    private static HashSet<ContentHash> Images(PruneOptions options, CancellationToken cancellation)
    {
        var images = new HashSet<ContentHash>();
        var files = options.Data.SelectMany(folder => new FolderListing(folder, followLinks: true).Files()).Where(file => file.Fault is null);
        Parallel.ForEach(files, new ParallelOptions { CancellationToken = cancellation }, file =>
        {
            var hash = ContentHash.OfFile(file.Path);
            lock (images)
            {
                images.Add(hash);
            }
        });
        return images;
    }
}
