using System.Globalization;

namespace Transfer.Pipeline.Cache;

/// <summary>Applies the rules of <see cref="PruneOptions"/> to a cache, once.</summary>
internal sealed class CachePruner(PruneOptions options, CancellationToken cancellation)
{
    private readonly HashSet<string> _models = [.. options.Models.Select(model => Backbone.Load(model).Record.Sha256)];
    private readonly List<string> _sentences = [];
    private long _freed;

    public CachePruning Run()
    {
        var root = CacheFolder.FeaturesOf(options.Cache);
        if (!options.DryRun)
        {
            CachedRecipe.FinishRemovals(root);
        }

        Report("abandoned and outdated files of the indexes", CacheFolder.RemoveIndexLeftovers(options));
        var kept = new List<(CachedRecipe Recipe, long Bytes)>();
        foreach (var recipe in CachedRecipe.FindAll(root, options.Time))
        {
            cancellation.ThrowIfCancellationRequested();
            var leftovers = recipe.RemoveLeftovers(options.DryRun);
            Report($"damaged and abandoned files of {Name(recipe)}", leftovers);
            var bytes = recipe.MeasureBytes() - (options.DryRun ? leftovers : 0);
            if (Reason(recipe) is { } reason)
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
            var needed = FindImages();
            kept = [.. kept.Select(one => (one.Recipe, one.Bytes - RemoveRows(one.Recipe, needed)))];
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

        return new CachePruning(_freed, _sentences);
    }

    private static string Name(CachedRecipe recipe) => $"{Path.GetFileName(recipe.Folder)[..12]} ({RecipeStatistics.Summary(recipe)})";

    private void Report(string what, long bytes, string reason = "")
    {
        _freed += bytes;
        if (bytes > 0)
        {
            _sentences.Add($"{(options.DryRun ? "Would remove" : "Removed")} {what}, {ByteText.Of(bytes)}{reason}.");
        }
    }

    private void Remove(CachedRecipe recipe, long bytes, string reason)
    {
        if (!options.DryRun)
        {
            recipe.Remove();
        }

        Report(Name(recipe), bytes, $": {reason}");
    }

    private long RemoveRows(CachedRecipe recipe, HashSet<ContentHash> needed)
    {
        var (rows, bytes) = recipe.RemoveRows(needed.Contains, options.DryRun, cancellation);
        var what = string.Create(CultureInfo.InvariantCulture, $"{rows:N0} rows of {Name(recipe)}");
        Report(what, bytes, ": their images are in none of the folders");
        return bytes;
    }

    private string? Reason(CachedRecipe recipe)
    {
        var unused = options.Time.GetUtcNow().UtcDateTime - recipe.LastUse;
        if (unused > options.OlderThan)
        {
            return string.Create(CultureInfo.InvariantCulture, $"it was last used {unused.TotalDays:F0} days ago");
        }

        var hash = recipe.Hints.GetValueOrDefault(CacheFolder.ModelHashHint);
        if (_models.Count > 0 && hash is not null && !_models.Contains(hash))
        {
            return "its network is none of those to keep";
        }

        return !options.Orphaned || hash is null || recipe.Hints.GetValueOrDefault(CacheFolder.ModelFileHint) is not { } file ? null
            : !File.Exists(file) ? $"its network '{file}' is gone"
            : ContentHash.OfFile(file).ToString() != hash ? $"its network '{file}' has changed"
            : null;
    }

    // Every file is read: an index only saves work, and is no reason to remove somebody's features.
    private HashSet<ContentHash> FindImages()
    {
        var images = new HashSet<ContentHash>();
        var files = options.Data.SelectMany(folder => new FolderListing(folder, followLinks: true, withOutput: true).Files());
        Parallel.ForEach(files.Where(file => file.Fault is null), new ParallelOptions { CancellationToken = cancellation }, file =>
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
