using System.Collections.Concurrent;
using System.Diagnostics;
using Transfer.FeatureCache;

namespace Transfer.Pipeline;

/// <summary>Puts computed rows into the cache and hands them to their images.</summary>
internal sealed class RowWriter(EngineParts parts, ConcurrentDictionary<ContentHash, PendingFile> inFlight, ExtractionMeter meter) : IDisposable
{
    private readonly FeatureWriter? _writer = parts.Views.Contains(0) ? parts.StoreOf(0).CreateWriter() : null;
    private readonly FeatureWriter? _viewWriter = parts.Views.Any(v => v > 0) ? parts.StoreOf(1).CreateWriter() : null;
    private readonly Queue<ContentHash> _pending = new();

    /// <summary>Writes a batch.</summary>
    /// <exception cref="IOException">The disk is full, or the cache has gone.</exception>
    public void Write(ComputedBatch batch)
    {
        var begin = Stopwatch.GetTimestamp();
        var length = parts.Base.FeatureLength;
        if (parts.RoundToHalf)
        {
            Round(batch.Features);
        }

        for (var i = 0; i < batch.Rows.Length; i++)
        {
            var (image, index) = batch.Rows[i];
            var row = batch.Features.AsMemory(i * length, length);
            var view = parts.Views[index];
            (view == 0 ? _writer! : _viewWriter!).Append(new FeatureKey(image.Hash, view), row.Span);
            if (image.Take(index, parts.KeepFeatures ? row : default))
            {
                _pending.Enqueue(image.Hash);
            }
        }

        Forget();
        meter.Add(ExtractionMeter.Work.Writing, ref begin);
    }

    /// <summary>Closes the last shards.</summary>
    public void Dispose()
    {
        try
        {
            _writer?.Dispose();
        }
        finally
        {
            _viewWriter?.Dispose();
        }
    }

    /// <summary>A row is the same whether it comes from the base or from the cache.</summary>
    private static void Round(Span<float> features)
    {
        foreach (ref var value in features)
        {
            value = (float)(Half)value;
        }
    }

    /// <summary>Copies of an image follow the first until its rows can be read from the cache.</summary>
    private void Forget()
    {
        while (_pending.TryPeek(out var hash) && parts.AreCached(hash))
        {
            inFlight.TryRemove(hash, out _);
            _pending.Dequeue();
        }
    }
}
