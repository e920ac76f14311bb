namespace Transfer.FeatureCache;

/// <summary>One recipe's folder in a cache, to inspect and to maintain it; the network that made the rows is not needed.</summary>
public sealed class CachedRecipe
{
    private readonly RecipeFile _file;

    private CachedRecipe(string folder, RecipeFile file, TimeProvider time)
    {
        (Folder, _file, Time) = (folder, file, time);
        Recipe = file.ToRecipe();
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

    internal TimeProvider Time { get; }

    /// <summary>
    /// The recipes in a cache, the last used one first. A cache that is not there has none. Other processes may change and remove them
    /// meanwhile: one that has gone has no rows.
    /// </summary>
    /// <param name="root">The folder of all recipes.</param>
    /// <param name="time">The clock; the system's when null.</param>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static IReadOnlyList<CachedRecipe> FindAll(string root, TimeProvider? time = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        return [.. LiveFolder.Folders(Path.GetFullPath(root))
            .Select(folder => TryRead(folder, time ?? TimeProvider.System)).OfType<CachedRecipe>()
            .OrderByDescending(recipe => recipe.LastUse).ThenBy(recipe => recipe.Folder, StringComparer.Ordinal)];
    }

    /// <summary>
    /// Deletes the rest of recipes whose removal was interrupted, and of those that a reader on another machine could use until now.
    /// </summary>
    /// <param name="time">The clock; the system's when null.</param>
    /// <exception cref="IOException">Something there is in use.</exception>
    public static void FinishRemovals(string root, TimeProvider? time = null) =>
        DeletedFiles.DeleteOldFolders(root, time ?? TimeProvider.System);

    /// <summary>The bytes of all files in the folder.</summary>
    public long MeasureBytes() => LiveFolder.Measure(Folder);

    /// <summary>How many shards there are.</summary>
    public int CountShards() => ShardFolder.List(Folder).Count();

    /// <summary>Opens the rows to inspect them: shards are not hashed, and the time of last use stays.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public FeatureStore Open() => Open(ShardCheck.None);

    /// <summary>The images of all rows with their views, in ascending order.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public IReadOnlyDictionary<ContentHash, IReadOnlyList<int>> ReadKeys()
    {
        using var store = Open();
        return store.Shards.SelectMany(shard => Enumerable.Range(0, shard.Count).Select(shard.Key))
            .GroupBy(key => key.Image, key => key.View)
            .ToDictionary(image => image.Key, image => (IReadOnlyList<int>)[.. image.Distinct().Order()]);
    }

    /// <summary>Reads shards again and compares them with their hashes, whatever is known of them. Damaged ones are renamed.</summary>
    /// <param name="share">The share of the shards to read, above 0 and up to 1; at least one shard.</param>
    /// <param name="seed">Decides which.</param>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public VerificationResult Verify(double share = 1, long seed = 1, CancellationToken cancellation = default)
    {
        if (share is not (> 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(share), share, "The share of the shards to verify must be above 0 and at most 1.");
        }

        return Verification.Run(this, _file.ToFormat(), share, seed, cancellation);
    }

    /// <summary>Merges small shards into bounded ones. Others may read and write meanwhile; no reader ever finds fewer rows.</summary>
    /// <param name="options">The bounds; the defaults when null.</param>
    /// <exception cref="IOException">A merged shard could not be written; the small ones are still there.</exception>
    public CompactionResult Compact(FeatureWriterOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new FeatureWriterOptions();
        options.Validate();
        return IfThere(() => Compaction.Run(this, options, cancellation), new CompactionResult(0, 0, 0, 0, 0));
    }

    /// <summary>Removes the rows of all images but some.</summary>
    /// <param name="needed">Whether an image's rows stay.</param>
    /// <param name="dryRun">Whether nothing is removed, and the result says what would be.</param>
    /// <returns>How many rows were removed, and about how many bytes.</returns>
    /// <exception cref="IOException">A shard could not be written; its rows are all still there.</exception>
    public (int Rows, long Bytes) RemoveRows(Func<ContentHash, bool> needed, bool dryRun = false, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(needed);
        return IfThere(() => RowRemoval.Run(this, needed, dryRun, cancellation), (0, 0));
    }

    /// <summary>Removes damaged shards, temporary files of writers that are gone, and what compacting has replaced.</summary>
    /// <param name="dryRun">Whether nothing is removed, and the result says what would be.</param>
    /// <returns>The bytes of them.</returns>
    public long RemoveLeftovers(bool dryRun = false)
    {
        var damaged = LiveFolder.Files(Folder, "*" + DamagedShard.Extension);
        var files = damaged.Concat(DeletedFiles.FindOld(Folder, Time)).ToArray();
        var bytes = files.Where(file => dryRun || DeletedFiles.TryDelete(file.Path)).Sum(file => file.Length);
        return bytes + TemporaryFiles.RemoveAbandoned(Folder, Time, dryRun: dryRun);
    }

    /// <summary>
    /// Removes the recipe with all of its rows. Readers that have them open keep them until they are done; where they may be on another
    /// machine, the files are deleted a day later, by <see cref="FinishRemovals"/>.
    /// </summary>
    /// <returns>False when another process has removed it.</returns>
    /// <exception cref="IOException">Something in the folder is in use (Windows); what could be removed is gone.</exception>
    public bool Remove() => DeletedFiles.DeleteFolder(Folder, Time);

    internal FeatureStore Open(ShardCheck check) => FeatureStore.Open(Folder, _file, check, Time);

    /// <summary>Works in the folder, unless another process has removed or removes it.</summary>
    private T IfThere<T>(Func<T> work, T gone)
    {
        try
        {
            return Directory.Exists(Folder) ? work() : gone;
        }
        catch (IOException error) when (FileFault.IsGone(error))
        {
            return gone;
        }
    }

    private static CachedRecipe? TryRead(string folder, TimeProvider time)
    {
        try
        {
            return !folder.EndsWith(DeletedFiles.FolderExtension, StringComparison.Ordinal) && RecipeFile.TryRead(folder) is { } file
                ? new CachedRecipe(folder, file, time)
                : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // Not one of ours, or removed just now.
            return null;
        }
    }
}
