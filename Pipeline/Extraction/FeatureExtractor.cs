using System.Collections.Concurrent;
using System.Threading.Channels;
using Transfer.Augmentation;
using Transfer.FeatureCache;
using Transfer.Models;

namespace Transfer.Pipeline;

/// <summary>Folder to cache: decodes in parallel, runs the base on whole batches, and does neither for what the cache has.</summary>
public sealed class FeatureExtractor
{
    private const int BatchesAhead = 2;

    private readonly ConvBase _base;
    private readonly ImageLoader _loader;
    private readonly FeatureStore _store;
    private readonly Augmenter? _augmenter;
    private readonly int _batchSize;

    /// <summary>Joins what extraction needs; all of it stays its owner's.</summary>
    /// <param name="augmenter">Makes the views from 1 on; view 0 is the picture as it is. Null when no other is asked for.</param>
    /// <param name="batchSize">Pictures per run of the base, at least 1. Default 32.</param>
    public FeatureExtractor(ConvBase convBase, ImageLoader loader, FeatureStore store, Augmenter? augmenter = null, int batchSize = 32)
    {
        ArgumentNullException.ThrowIfNull(convBase);
        ArgumentNullException.ThrowIfNull(loader);
        ArgumentNullException.ThrowIfNull(store);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        (_base, _loader, _store, _augmenter, _batchSize) = (convBase, loader, store, augmenter, batchSize);
    }

    private sealed record Picture(string Path, FeatureKey Key);

    private sealed record Batch(float[] Images, List<FeatureKey> Keys, int Tried);

    /// <summary>Sees to it that the cache has the features of all pictures.</summary>
    /// <param name="views">
    /// The views of each picture; null for the picture alone. The rows of the result then come picture by picture, and for each view by view.
    /// </param>
    /// <exception cref="OperationCanceledException">It was cancelled; what had been extracted is kept.</exception>
    public ExtractionResult Extract(
        IReadOnlyList<ImageSample> samples, IProgress<ProgressUpdate>? progress = null, IReadOnlyList<int>? views = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(samples);
        views ??= [0];
        var excluded = new ConcurrentDictionary<string, string>();
        var hashes = Hash(samples, excluded, cancellation);
        var keys = hashes.SelectMany(hash => views.Select(view => hash is { } known ? new FeatureKey(known, view) : (FeatureKey?)null)).ToArray();
        samples = views.Count == 1 ? samples : [.. samples.SelectMany(sample => Enumerable.Repeat(sample, views.Count))];
        var missing = samples.Zip(keys, (sample, key) => (sample.Path, Key: key))
            .Where(p => p.Key is { } key && !_store.Contains(key))
            .Select(p => new Picture(p.Path, p.Key!.Value))
            .DistinctBy(p => p.Key)
            .ToArray();
        if (missing.Length > 0)
        {
            Run(missing, excluded, progress, cancellation);
        }

        return Collect(samples, keys, excluded, missing);
    }

    private static ContentHash?[] Hash(IReadOnlyList<ImageSample> samples, ConcurrentDictionary<string, string> excluded, CancellationToken cancellation)
    {
        var hashes = new ContentHash?[samples.Count];
        Parallel.For(0, samples.Count, new ParallelOptions { CancellationToken = cancellation }, i =>
        {
            try
            {
                hashes[i] = ContentHash.OfFile(samples[i].Path);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                excluded[samples[i].Path] = $"unreadable: {exception.Message}";
            }
        });
        return hashes;
    }

    private ExtractionResult Collect(
        IReadOnlyList<ImageSample> samples, FeatureKey?[] keys, ConcurrentDictionary<string, string> excluded, Picture[] missing)
    {
        var fresh = missing.Select(p => p.Key).ToHashSet();
        // The same bytes under another name share the fate of the file that was decoded.
        var bad = missing.Where(p => excluded.ContainsKey(p.Path)).ToDictionary(p => p.Key, p => excluded[p.Path]);
        var rows = new List<(FeatureKey Key, ImageSample Sample)>();
        var left = new List<ExcludedImage>();
        for (var i = 0; i < samples.Count; i++)
        {
            if (keys[i] is not { } key)
            {
                left.Add(new ExcludedImage(samples[i].Path, excluded[samples[i].Path]));
            }
            else if (bad.TryGetValue(key, out var reason))
            {
                left.Add(new ExcludedImage(samples[i].Path, reason));
            }
            else
            {
                rows.Add((key, samples[i]));
            }
        }

        var extracted = fresh.Count - bad.Count;
        return new ExtractionResult(
            new FeatureRows(_store, [.. rows.Select(r => r.Key)], [.. rows.Select(r => r.Sample)]), left, extracted, rows.Count(r => !fresh.Contains(r.Key)));
    }

    private void Run(
        Picture[] pictures, ConcurrentDictionary<string, string> excluded, IProgress<ProgressUpdate>? progress, CancellationToken cancellation)
    {
        var channel = Channel.CreateBounded<Batch>(new BoundedChannelOptions(BatchesAhead) { SingleReader = true, SingleWriter = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var free = new ConcurrentBag<float[]>();
        var decoding = Task.Run(() => Decode(pictures, excluded, channel.Writer, free, stop.Token), CancellationToken.None);
        try
        {
            using var writer = _store.CreateWriter();
            var features = new float[_batchSize * _base.FeatureLength];
            var done = 0;
            while (channel.Reader.WaitToReadAsync(stop.Token).AsTask().GetAwaiter().GetResult())
            {
                while (channel.Reader.TryRead(out var batch))
                {
                    _base.Run(batch.Images, batch.Keys.Count, features);
                    for (var i = 0; i < batch.Keys.Count; i++)
                    {
                        writer.Append(batch.Keys[i], features.AsSpan(i * _base.FeatureLength, _base.FeatureLength));
                    }

                    free.Add(batch.Images);
                    done += batch.Tried;
                    progress?.Report(new ProgressUpdate("Extracting features", done, pictures.Length, "images"));
                }
            }
        }
        finally
        {
            stop.Cancel();
            // The decoder ends with the channel; its own failure has already reached the reader.
            ((IAsyncResult)decoding).AsyncWaitHandle.WaitOne();
        }
    }

    private async Task Decode(
        Picture[] pictures, ConcurrentDictionary<string, string> excluded, ChannelWriter<Batch> writer, ConcurrentBag<float[]> free, CancellationToken stop)
    {
        try
        {
            foreach (var chunk in pictures.Chunk(_batchSize))
            {
                var images = free.TryTake(out var used) ? used : new float[_batchSize * _loader.ValueCount];
                var decoded = new bool[chunk.Length];
                Parallel.For(0, chunk.Length, new ParallelOptions { CancellationToken = stop }, i => decoded[i] = Decode(chunk[i], excluded, images, i));
                await writer.WriteAsync(Pack(images, chunk, decoded), stop).ConfigureAwait(false);
            }

            writer.Complete();
        }
        catch (Exception exception)
        {
            writer.Complete(exception);
        }
    }

    private bool Decode(Picture picture, ConcurrentDictionary<string, string> excluded, float[] images, int position)
    {
        try
        {
            var bytes = File.ReadAllBytes(picture.Path);
            if (ContentHash.Of(bytes) != picture.Key.Image)
            {
                excluded[picture.Path] = "it changed while it was being read; run again";
                return false;
            }

            var outcome = Load(bytes, picture.Key, images.AsSpan(position * _loader.ValueCount, _loader.ValueCount));
            if (!outcome.IsOk)
            {
                excluded[picture.Path] = outcome.Detail;
            }

            return outcome.IsOk;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            excluded[picture.Path] = $"unreadable: {exception.Message}";
            return false;
        }
    }

    private ImageOutcome Load(byte[] bytes, FeatureKey key, Span<float> target) =>
        key.View == 0 || _augmenter is null ? _loader.Load(bytes, target) : _augmenter.Load(bytes, key.Image.ToIdentity(), key.View, target);

    /// <summary>Closes the gaps that bad pictures leave, so that rows and keys stay side by side.</summary>
    private Batch Pack(float[] images, Picture[] chunk, bool[] decoded)
    {
        var keys = new List<FeatureKey>(chunk.Length);
        for (var i = 0; i < chunk.Length; i++)
        {
            if (!decoded[i])
            {
                continue;
            }

            if (keys.Count < i)
            {
                images.AsSpan(i * _loader.ValueCount, _loader.ValueCount).CopyTo(images.AsSpan(keys.Count * _loader.ValueCount));
            }

            keys.Add(chunk[i].Key);
        }

        return new Batch(images, keys, chunk.Length);
    }
}
