using Transfer.Augmentation;
using Transfer.FeatureCache;
using Transfer.Models;

namespace Transfer.Pipeline;

/// <summary>Images with labels to rows in the cache, for training: <see cref="FeatureExtraction"/>'s engine for a list of samples.</summary>
internal sealed class FeatureExtractor
{
    // A calibration takes about as long as a thousand images of a small network.
    private const int WorthACalibration = 1000;
    private const int UsualBatch = 8;

    private readonly EngineParts _parts;

    /// <summary>Joins what extraction needs; all of it stays its owner's.</summary>
    /// <param name="augmenter">Makes the views from 1 on; view 0 is the image as it is. Null when no other is asked for.</param>
    /// <param name="paths">The hashes of unchanged files, which are then not read; null to read every file.</param>
    /// <param name="trustPaths">Whether unchanged files are those of the hashes; else every file is read, and its hash replaces what was known.</param>
    /// <param name="batchSize">Images per run of the base, at least 1; null, the default, for a short calibration where there are many.</param>
    public FeatureExtractor(
        ConvBase convBase, ImageLoader loader, FeatureStore store, Augmenter? augmenter = null, PathIndex? paths = null, bool trustPaths = true, int? batchSize = null)
    {
        ArgumentNullException.ThrowIfNull(convBase);
        ArgumentNullException.ThrowIfNull(loader);
        ArgumentNullException.ThrowIfNull(store);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize ?? 1, nameof(batchSize));
        _parts = new EngineParts
        {
            Base = convBase,
            Loader = loader,
            Store = store,
            ViewStore = store,
            Augmenter = augmenter,
            Paths = paths,
            TrustPaths = trustPaths,
            Outcomes = OutcomeIndex.Open(Path.GetDirectoryName(Path.GetDirectoryName(store.Folder))!, loader.Imaging),
            BatchSize = batchSize,
        };
    }

    /// <summary>Sees to it that the cache has the features of all images.</summary>
    /// <param name="views">
    /// The views of each image; null for the image alone. The rows of the result then come image by image, and for each view by view.
    /// </param>
    /// <exception cref="OperationCanceledException">It was cancelled; what had been extracted is kept.</exception>
    public ExtractionResult Extract(
        IReadOnlyList<ImageSample> samples, IProgress<ProgressUpdate>? progress = null, IReadOnlyList<int>? views = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(samples);
        views ??= [0];
        var parts = _parts with { Views = views, BatchSize = _parts.BatchSize ?? ((long)samples.Count * views.Count < WorthACalibration ? UsualBatch : null) };
        // The engine needs no thread of ours.
        return Task.Run(() => ExtractAsync(samples, progress, parts, cancellation), CancellationToken.None).GetAwaiter().GetResult();
    }

    private static async Task<ExtractionResult> ExtractAsync(
        IReadOnlyList<ImageSample> samples, IProgress<ProgressUpdate>? progress, EngineParts parts, CancellationToken cancellation)
    {
        var (keys, kept, excluded) = (new List<FeatureKey>(), new List<ImageSample>(), new List<ExcludedImage>());
        var (done, extracted, cached) = (0, 0, 0);
        using var engine = new ExtractionEngine(parts);
        await foreach (var image in engine.RunAsync(samples.Select(s => ListedFile.Of(s.Path)), cancellation).ConfigureAwait(false))
        {
            var sample = samples[done++];
            if (!image.Outcome.IsOk)
            {
                excluded.Add(new ExcludedImage(sample.Path, image.Outcome.Reason));
                continue;
            }

            keys.AddRange(parts.Views.Select(view => new FeatureKey(image.Hash, view)));
            kept.AddRange(Enumerable.Repeat(sample, parts.Views.Count));
            extracted += image.Computed;
            cached += image.IsCopy ? 0 : parts.Views.Count - image.Computed;
            if (extracted > 0)
            {
                progress?.Report(new ProgressUpdate("Extracting features", done, samples.Count, "images"));
            }
        }

        return new ExtractionResult(new FeatureRows(parts.Store!, [.. keys], [.. kept]), excluded, extracted, cached);
    }
}
