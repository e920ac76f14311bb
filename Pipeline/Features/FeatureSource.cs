namespace Transfer.Pipeline.Features;

/// <summary>
/// The features of a base, through the cache: the rows of images as they are, and those of their views. Owns the opened stores.
/// </summary>
internal sealed class FeatureSource : IDisposable
{
    private readonly FeatureStore _store;
    private readonly FeatureStore? _viewStore;
    private readonly PathIndex _paths;

    private FeatureSource(OpenBase open, FeatureOptions options, Augmenter? augmenter, FeatureRowType type)
    {
        var root = CacheFolder.Of(options.Cache);
        _store = OpenStore(null);
        try
        {
            _viewStore = augmenter is null ? null : OpenStore(augmenter);
            _paths = PathIndex.Open(root);
        }
        catch
        {
            _viewStore?.Dispose();
            _store.Dispose();
            throw;
        }

        Parts = new EngineParts
        {
            Base = open.Base,
            Loader = open.Loader,
            Store = _store,
            ViewStore = _viewStore,
            Augmenter = augmenter,
            Outcomes = OutcomeIndex.Open(root, open.Imaging),
            Paths = _paths,
            TrustPaths = !options.VerifyFiles,
        };

        FeatureStore OpenStore(Augmenter? views) => FeatureStore.Open(
            CacheFolder.FeaturesOf(root), open.Recipe(views, type), [.. open.Base.FeatureShape],
            new FeatureStoreOptions { Type = type, VerifyFiles = options.VerifyFiles, Hints = open.Hints });
    }

    /// <summary>What the engine is made of, for images without views.</summary>
    public EngineParts Parts { get; }

    /// <summary>The damaged shards that were found when the cache was opened, a sentence each.</summary>
    public IEnumerable<string> Damaged => _store.DamagedShards.Concat(_viewStore?.DamagedShards ?? []).Select(shard => shard.Reason);

    /// <param name="augmenter">What makes the views from 1 on; null where none are wanted.</param>
    /// <exception cref="IOException">The cache cannot be read.</exception>
    public static FeatureSource Open(
        OpenBase open, FeatureOptions options, Augmenter? augmenter, FeatureRowType type = FeatureRowType.Float32) =>
        new(open, options, augmenter, type);

    /// <summary>The fault of features that another process has removed while they were in use.</summary>
    public static InvalidDataException Gone(string path) =>
        new($"The features of '{path}' have gone from the cache while it was in use. Run the command again.");

    /// <summary>The hash of a file's content, where it is known and the file is unchanged.</summary>
    public bool TryGetHash(string path, out ContentHash hash)
    {
        path = Path.GetFullPath(path);
        hash = default;
        return FileStamp.TryOf(path) is { } stamp && _paths.TryGet(path, stamp, out hash);
    }

    /// <summary>
    /// The hash of a file's content, which is read unless it is known and unchanged; null when it cannot be read or there is nothing in it.
    /// </summary>
    public ContentHash? HashOf(string path)
    {
        path = Path.GetFullPath(path);
        if (Parts.TrustPaths && TryGetHash(path, out var known))
        {
            return known;
        }

        try
        {
            if (FileStamp.TryOf(path) is not { Size: > 0 } stamp)
            {
                return null;
            }

            var hash = ContentHash.OfFile(path);
            _paths.Record(path, stamp, hash);
            return hash;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Sees to it that the cache has the features of all images.</summary>
    /// <param name="splits">Images, and how many augmented views of each are wanted beside the image itself.</param>
    /// <param name="folder">The folder of the data, which names are relative to.</param>
    /// <returns>The features of each split.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled; what had been extracted is kept.</exception>
    public IReadOnlyList<ExtractedImages> Extract(
        IReadOnlyList<(IReadOnlyList<ImageSample> Samples, int Views)> splits, string folder, RunContext context)
    {
        var extracted = new ExtractedImages[splits.Count];
        var cached = 0;
        // One pass over splits with the same views keeps decoder and base busy to the end.
        foreach (var group in splits.Index().GroupBy(s => s.Item.Views))
        {
            var samples = group.SelectMany(s => s.Item.Samples).ToList();
            // The engine needs no thread of ours.
            var files = Task.Run(() => RunAsync(samples, group.Key, context), CancellationToken.None).GetAwaiter().GetResult();
            cached += files.Sum(f => f.IsCopy || !f.Outcome.IsOk ? 0 : group.Key + 1 - f.Computed);
            var taken = 0;
            foreach (var (index, (own, _)) in group)
            {
                extracted[index] = Collect(own, files.GetRange(taken, own.Count), group.Key, folder);
                taken += own.Count;
            }
        }

        var computed = extracted.Sum(e => e.Extracted);
        context.Say(computed == 0
            ? $"Features: all {cached:N0} from the cache; nothing was decoded, the base did not run."
            : $"Features: {computed:N0} extracted, {cached:N0} from the cache.");
        return extracted;
    }

    public void Dispose()
    {
        _paths.Dispose();
        _store.Dispose();
        _viewStore?.Dispose();
    }

    private async Task<List<PendingFile>> RunAsync(List<ImageSample> samples, int views, RunContext context)
    {
        var files = new List<PendingFile>(samples.Count);
        using var engine = new ExtractionEngine(Parts with { Views = [.. Enumerable.Range(0, views + 1)] });
        var computed = 0;
        await foreach (var file in engine.RunAsync(samples.Select(s => ListedFile.Of(s.Path)), context.Cancellation).ConfigureAwait(false))
        {
            files.Add(file);
            computed += file.Computed;
            if (computed > 0)
            {
                context.Progress?.Report(new ProgressUpdate(Stages.Extracting, files.Count, samples.Count, "images"));
            }
        }

        return files;
    }

    private ExtractedImages Collect(IReadOnlyList<ImageSample> samples, List<PendingFile> files, int views, string folder)
    {
        var kept = samples.Zip(files).Where(p => p.Second.Outcome.IsOk).ToArray();
        var clean = new FeatureRows(
            _store, Array.ConvertAll(kept, p => new FeatureKey(p.Second.Hash, 0)), Array.ConvertAll(kept, p => p.First), folder);
        FeatureKey[] keys = [.. kept.SelectMany(p => Enumerable.Range(1, views).Select(view => new FeatureKey(p.Second.Hash, view)))];
        ImageSample[] owners = [.. kept.SelectMany(p => Enumerable.Repeat(p.First, views))];
        return new ExtractedImages(
            clean,
            views == 0 ? null : new FeatureRows(_viewStore!, keys, owners, folder),
            [.. samples.Zip(files).Where(p => !p.Second.Outcome.IsOk)
                .Select(p => new ExcludedImage(p.First.Path, p.Second.Outcome.Reason))],
            files.Sum(f => f.Computed));
    }
}
