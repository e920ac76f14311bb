using System.Diagnostics;

namespace Transfer.Pipeline.Features;

/// <summary>Puts computed rows into the cache and hands them to their images.</summary>
internal sealed class RowWriter(EngineContext engine) : IDisposable
{
    private readonly EngineParts _parts = engine.Parts;
    private readonly FeatureWriter? _writer = engine.Parts.Views.Contains(0) ? engine.Parts.StoreOf(0).CreateWriter() : null;
    private readonly FeatureWriter? _viewWriter = engine.Parts.Views.Any(v => v > 0) ? engine.Parts.StoreOf(1).CreateWriter() : null;
    private readonly Queue<ContentHash> _unwritten = new();

    /// <summary>Writes a batch.</summary>
    /// <exception cref="IOException">The disk is full, or the cache is gone.</exception>
    public void Write(ComputedBatch batch)
    {
        var begin = Stopwatch.GetTimestamp();
        var length = _parts.Base.FeatureLength;
        if (_parts.StoreOf(_parts.Views[0]).Type == FeatureRowType.Float16)
        {
            Round(batch.Features);
        }

        for (var i = 0; i < batch.Rows.Length; i++)
        {
            var (image, index) = batch.Rows[i];
            var row = batch.Features.AsMemory(i * length, length);
            var view = _parts.Views[index];
            (view == 0 ? _writer! : _viewWriter!).Append(new FeatureKey(image.Hash, view), row.Span);
            // A copy, so that who keeps one row does not keep the batch.
            if (image.Complete(index, _parts.KeepFeatures ? row.ToArray() : default(ReadOnlyMemory<float>)))
            {
                _unwritten.Enqueue(image.Hash);
            }
        }

        // Copies of an image follow the first until its rows can be read from the cache.
        while (_unwritten.TryPeek(out var hash) && _parts.AreCached(hash))
        {
            engine.InFlight.TryRemove(hash, out _);
            _unwritten.Dequeue();
        }

        engine.Meter.Add(ExtractionMeter.Work.Writing, ref begin);
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
}
