using System.Collections.Concurrent;
using System.Diagnostics;
using Transfer.Augmentation;
using Transfer.FeatureCache;

namespace Transfer.Pipeline;

/// <summary>
/// One of as many as there are cores: decodes images into a batch of its own and runs the base on it, where it lies. A lane never waits
/// for another one, so a core is idle only when no file has been read.
/// </summary>
internal sealed class ExtractionWorker(
    EngineParts parts, ConcurrentDictionary<ContentHash, PendingFile> inFlight, BlockingCollection<DecodingJob> jobs,
    BlockingCollection<ComputedBatch> computed, Func<int> batchSize, SemaphoreSlim runs, ExtractionMeter meter)
{
    // How long a lane waits for another image before it runs a batch that is not full.
    private const int Patience = 20;

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
                var found = jobs.TryTake(out var job, _rows.Count > 0 ? Patience : Timeout.Infinite, stop);
                meter.Add(ExtractionMeter.Work.Waiting, ref begin);
                if (found)
                {
                    Decode(job);
                }
                else if (_rows.Count > 0)
                {
                    RunBase();
                }
                else if (jobs.IsCompleted)
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
                _size = batchSize();
                _images = GC.AllocateUninitializedArray<float>(_size * parts.Loader.ValueCount);
            }

            var image = job.PendingFile;
            var missing = Enumerable.Range(0, parts.Views.Count).Where(i => !parts.StoreOf(parts.Views[i]).Contains(new FeatureKey(image.Hash, parts.Views[i]))).ToArray();
            image.Await(missing.Length);
            foreach (var index in missing)
            {
                var begin = Stopwatch.GetTimestamp();
                var outcome = Load(job, parts.Views[index], _images.AsSpan(_rows.Count * parts.Loader.ValueCount, parts.Loader.ValueCount));
                meter.Add(ExtractionMeter.Work.Decoding, ref begin);
                var named = FileOutcome.From(outcome);
                // Whether an image has too many pixels depends on the limit of this run.
                if (outcome.Status != ImageStatus.TooLarge)
                {
                    parts.Outcomes.Record(image.Hash, named);
                }

                if (!outcome.IsOk)
                {
                    // The slot stays free for the next image; no view of this one can be read.
                    inFlight.TryRemove(image.Hash, out _);
                    image.Fail(named);
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

    private ImageOutcome Load(DecodingJob job, int view, Span<float> target) => view == 0 || parts.Augmenter is null
        ? parts.Loader.Load(job.Bytes, target)
        : parts.Augmenter.Load(job.Bytes, job.PendingFile.Hash.ToIdentity(), view, target);

    private void RunBase()
    {
        if (_rows.Count == 0)
        {
            return;
        }

        var begin = Stopwatch.GetTimestamp();
        runs.Wait();
        meter.Add(ExtractionMeter.Work.Waiting, ref begin);
        var features = GC.AllocateUninitializedArray<float>(_rows.Count * parts.Base.FeatureLength);
        try
        {
            parts.Base.RunSequential(_images, _rows.Count, features);
        }
        finally
        {
            runs.Release();
        }

        meter.Add(ExtractionMeter.Work.Base, ref begin);
        computed.Add(new ComputedBatch(features, [.. _rows]));
        _rows.Clear();
        meter.Add(ExtractionMeter.Work.Waiting, ref begin);
    }
}
