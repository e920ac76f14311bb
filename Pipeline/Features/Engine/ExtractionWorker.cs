using System.Diagnostics;

namespace Transfer.Pipeline.Features;

/// <summary>
/// One of as many as there are cores: decodes images into a batch of its own and runs the base on it. A worker never waits for another
/// one, so a core is idle only when no file has been read.
/// </summary>
internal sealed class ExtractionWorker(EngineContext engine)
{
    // How long a worker waits for another image before it runs a batch that is not full.
    private const int MillisecondsToWait = 20;

    private readonly EngineParts _parts = engine.Parts;
    private readonly List<(PendingFile PendingFile, int Index)> _rows = [];
    private float[] _images = [];
    private int _size;

    /// <summary>Works until there are no more jobs; when stopped, it finishes the batch that it has begun.</summary>
    public void Run(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                var begin = Stopwatch.GetTimestamp();
                var found = engine.ToDecode.TryTake(out var job, _rows.Count > 0 ? MillisecondsToWait : Timeout.Infinite, stop);
                engine.Meter.Add(ExtractionMeter.Work.Waiting, ref begin);
                if (found)
                {
                    Decode(job);
                }
                else if (_rows.Count > 0)
                {
                    RunBase();
                }
                else if (engine.ToDecode.IsCompleted)
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            RunBase();
        }
    }

    private void Decode(DecodingJob job)
    {
        try
        {
            if (_size == 0)
            {
                _size = engine.BatchSize.Value;
                _images = GC.AllocateUninitializedArray<float>(_size * _parts.Loader.ValueCount);
            }

            var image = job.PendingFile;
            var missing = _parts.Views.Index().Where(view => !_parts.IsCached(image.Hash, view.Item)).ToArray();
            image.Expect(missing.Length);
            foreach (var (index, view) in missing)
            {
                var begin = Stopwatch.GetTimestamp();
                var outcome = Load(job, view, _images.AsSpan(_rows.Count * _parts.Loader.ValueCount, _parts.Loader.ValueCount));
                engine.Meter.Add(ExtractionMeter.Work.Decoding, ref begin);
                var named = FileOutcome.From(outcome);
                // Whether an image has too many pixels depends on the limit of this run.
                if (outcome.Status != ImageStatus.TooLarge)
                {
                    _parts.Outcomes.Record(image.Hash, named);
                }

                if (!outcome.IsOk)
                {
                    // The slot stays free for the next image; no view of this one can be read.
                    engine.InFlight.TryRemove(image.Hash, out _);
                    image.Finish(named);
                    return;
                }

                image.Note(named);
                _rows.Add((image, index));
                if (_rows.Count == _size)
                {
                    RunBase();
                }
            }
        }
        finally
        {
            job.Release();
        }
    }

    private ImageOutcome Load(DecodingJob job, int view, Span<float> target) => view == 0 || _parts.Augmenter is null
        ? _parts.Loader.Load(job.Bytes, target)
        : _parts.Augmenter.Load(job.Bytes, job.PendingFile.Hash.ToIdentity(), view, target);

    private void RunBase()
    {
        if (_rows.Count == 0)
        {
            return;
        }

        var begin = Stopwatch.GetTimestamp();
        // Waiting for a GPU is time that the base takes.
        engine.BaseRuns.Wait();
        var features = GC.AllocateUninitializedArray<float>(_rows.Count * _parts.Base.FeatureLength);
        try
        {
            _parts.Base.RunSequential(_images, _rows.Count, features);
        }
        finally
        {
            engine.BaseRuns.Release();
        }

        engine.Meter.Add(ExtractionMeter.Work.Base, ref begin);
        engine.ToWrite.Add(new ComputedBatch(features, [.. _rows]));
        _rows.Clear();
        engine.Meter.Add(ExtractionMeter.Work.Waiting, ref begin);
    }
}
