using System.Diagnostics;
using System.Numerics.Tensors;

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
        var isHalf = _parts.StoreOf(_parts.Views[0]).Type == FeatureRowType.Float16;
        for (var i = 0; i < batch.Rows.Length; i++)
        {
            var (image, index) = batch.Rows[i];
            var row = batch.Features.AsMemory(i * length, length);
            var view = _parts.Views[index];
            if (Fault(row.Span, isHalf) is { } fault)
            {
                image.Note(fault);
                row = default;
            }
            else
            {
                (view == 0 ? _writer! : _viewWriter!).Append(new FeatureKey(image.Hash, view), row.Span);
            }

            // A copy, so that who keeps one row does not keep the batch.
            if (!image.Complete(index, _parts.KeepFeatures ? row.ToArray() : default(ReadOnlyMemory<float>)))
            {
                continue;
            }

            if (image.Outcome.IsOk)
            {
                _unwritten.Enqueue(image.Hash);
            }
            else
            {
                engine.InFlight.TryRemove(image.Hash, out _);
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

    /// <summary>What is wrong with a row. One that is kept as float16 is rounded, so that it is what the cache will give.</summary>
    private static FileOutcome? Fault(Span<float> row, bool isHalf)
    {
        if (!IsFinite(row))
        {
            return FileOutcome.NotFinite;
        }

        foreach (ref var value in isHalf ? row : [])
        {
            value = (float)(Half)value;
        }

        return !isHalf || IsFinite(row) ? null : FileOutcome.TooLargeForFloat16;
    }

    private static bool IsFinite(ReadOnlySpan<float> row) => float.IsFinite(TensorPrimitives.MaxMagnitude(row));
}
