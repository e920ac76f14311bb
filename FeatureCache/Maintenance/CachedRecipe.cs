namespace Transfer.FeatureCache;

/// <summary>One recipe's folder in a cache, for looking around and tidying up: nothing here needs the network that made the rows.</summary>
public sealed class CachedRecipe
{
    private const string Going = ".going";

    private readonly RecipeFile _file;

    private CachedRecipe(string folder, RecipeFile file)
    {
        Folder = folder;
        _file = file;
        Recipe = new FeatureRecipe(file.Parts);
        LastUse = FeatureCache.LastUse.Of(folder);
        Hints = file.Hints ?? [];
    }

    /// <summary>Where its shards lie.</summary>
    public string Folder { get; }

    /// <summary>What shaped the rows.</summary>
    public FeatureRecipe Recipe { get; }

    /// <summary>The shape of one row, without the batch.</summary>
    public IReadOnlyList<int> Shape => _file.Shape;

    /// <summary>How the numbers lie on disk.</summary>
    public FeatureRowType Type => _file.RowType;

    /// <summary>What was noted to make such rows again; empty when nothing was.</summary>
    public IReadOnlyDictionary<string, string> Hints { get; }

    /// <summary>When it was opened or written to last, in UTC.</summary>
    public DateTime LastUse { get; }

    /// <summary>The recipes in a cache, the last used one first. A cache that is not there has none.</summary>
    /// <param name="root">The folder of all recipes.</param>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static IReadOnlyList<CachedRecipe> FindAll(string root)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        return !Directory.Exists(root)
            ? []
            : [.. Directory.EnumerateDirectories(Path.GetFullPath(root)).Select(TryRead).OfType<CachedRecipe>()
                .OrderByDescending(recipe => recipe.LastUse).ThenBy(recipe => recipe.Folder, StringComparer.Ordinal)];
    }

    /// <summary>Removes what killed processes have left of recipes that they were removing.</summary>
    /// <exception cref="IOException">Something there is in use.</exception>
    public static void RemoveHalfRemoved(string root)
    {
        foreach (var folder in Directory.Exists(root) ? Directory.GetDirectories(root, "*" + Going) : [])
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The bytes of all files in the folder.</summary>
    public long MeasureBytes() => new DirectoryInfo(Folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);

    /// <summary>How many shards there are.</summary>
    public int CountShards() => ShardFolder.List(Folder).Count();

    /// <summary>Opens the rows for looking around: shards are not hashed, and the time of last use stays.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public FeatureStore Open() => FeatureStore.Open(Folder, _file, ShardCheck.None);

    /// <summary>The images of all rows with their views, in ascending order.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public IReadOnlyDictionary<ContentHash, IReadOnlyList<int>> ReadKeys()
    {
        using var store = Open();
        var views = new Dictionary<ContentHash, SortedSet<int>>();
        foreach (var shard in store.Shards)
        {
            foreach (var key in Enumerable.Range(0, shard.Count).Select(shard.Key))
            {
                if (!views.TryGetValue(key.Image, out var set))
                {
                    views[key.Image] = set = [];
                }

                set.Add(key.View);
            }
        }

        return views.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<int>)[.. pair.Value]);
    }

    /// <summary>Reads shards again and compares them with their hashes, whatever is known of them. Damaged ones are set aside.</summary>
    /// <param name="share">The share of the shards to read, above 0 and up to 1; at least one shard.</param>
    /// <param name="seed">Decides which.</param>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public VerificationResult Verify(double share = 1, long seed = 1, CancellationToken cancellation = default)
    {
        if (share is not (> 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(share), share, "The share of the shards to verify must be above 0 and at most 1.");
        }

        return Verification.Run(Folder, _file, share, seed, cancellation);
    }

    /// <summary>Merges small shards into bounded ones. Others may read and write meanwhile; no reader ever finds fewer rows.</summary>
    /// <param name="options">The bounds; the defaults when null.</param>
    /// <exception cref="IOException">A merged shard could not be written; the small ones are still there.</exception>
    public CompactionResult Compact(FeatureWriterOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new FeatureWriterOptions();
        options.Validate();
        return Compaction.Run(Folder, _file, options, cancellation);
    }

    /// <summary>Removes the rows of all images but some.</summary>
    /// <param name="needed">Whether an image's rows stay.</param>
    /// <param name="dryRun">Whether it only says what it would do.</param>
    /// <returns>How many rows went, and about how many bytes with them.</returns>
    /// <exception cref="IOException">A shard could not be written; its rows are all still there.</exception>
    public (int Rows, long Bytes) RemoveRows(Func<ContentHash, bool> needed, bool dryRun = false, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(needed);
        return RowRemoval.Run(Folder, _file, needed, dryRun, cancellation);
    }

    /// <summary>Removes shards that were set aside, temporary files of writers that are gone, and what compacting has replaced.</summary>
    /// <param name="dryRun">Whether it only says what it would do.</param>
    /// <returns>The bytes of them.</returns>
    public long RemoveLeftovers(bool dryRun = false)
    {
        var files = new DirectoryInfo(Folder).EnumerateFiles("*" + DamagedShards.Extension).Concat(DeletedFiles.Old(Folder)).ToArray();
        var bytes = files.Where(file => dryRun || AtomicFile.TryDelete(file.FullName)).Sum(file => file.Length);
        return bytes + AtomicFile.RemoveAbandoned(Folder, dryRun);
    }

    /// <summary>Removes the recipe with all of its rows. A reader in this machine that has them open keeps them until it is done.</summary>
    /// <exception cref="IOException">Something in the folder is in use (Windows); what could be removed is gone.</exception>
    public void Remove()
    {
        // Under another name first, so that whoever opens this recipe meanwhile begins an empty one and finds no half of the old.
        var going = Folder + Going;
        if (Directory.Exists(going))
        {
            Directory.Delete(going, recursive: true);
        }

        Directory.Move(Folder, going);
        Directory.Delete(going, recursive: true);
    }

    private static CachedRecipe? TryRead(string folder)
    {
        try
        {
            return !folder.EndsWith(Going, StringComparison.Ordinal) && RecipeFile.TryRead(folder) is { } file ? new CachedRecipe(folder, file) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // Not one of ours, or removed just now.
            return null;
        }
    }
}
