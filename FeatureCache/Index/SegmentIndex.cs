using System.Collections.Concurrent;

namespace Transfer.FeatureCache;

/// <summary>
/// Values by key in a folder of immutable files. It only saves work: the folder can be deleted at any time, and what is lost or damaged
/// is found out again. Safe from any number of threads, and any number of processes share one folder.
/// </summary>
internal sealed class SegmentIndex : IDisposable
{
    private const int RecordsBuffered = 1 << 16;
    private const int SegmentsKept = 4;

    private readonly string _folder;
    private readonly string _extension;
    private readonly TimeProvider _time;
    private readonly Lock _writing = new();
    private readonly ConcurrentDictionary<UInt128, IndexRecord> _pending = new();
    private volatile IndexSegment[] _segments;
    private int _recorded;

    /// <summary>Opens an index, and creates its folder. A folder that cannot be used gives an index in memory.</summary>
    /// <param name="extension">The ending of its files' names, with the dot.</param>
    public SegmentIndex(string folder, string extension, TimeProvider time)
    {
        (_folder, _extension, _time) = (folder, extension, time);
        string[] paths = [];
        try
        {
            Directory.CreateDirectory(folder);
            TemporaryFiles.RemoveAbandoned(folder, time);
            paths = Directory.GetFiles(folder, "*" + extension);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Read-only, or a file in its place.
        }

        var segments = new IndexSegment?[paths.Length];
        Parallel.For(0, paths.Length, index => segments[index] = ReadOrDelete(paths[index]));
        _segments = [.. segments.OfType<IndexSegment>()];
        Merge();
    }

    /// <summary>The last record of a key.</summary>
    /// <returns>False when nothing is known of it.</returns>
    public bool TryFind(UInt128 key, out IndexRecord record)
    {
        if (_pending.TryGetValue(key, out record))
        {
            return true;
        }

        var isFound = false;
        foreach (var segment in _segments)
        {
            if (segment.TryFind(key, out var other) && (!isFound || other.CompareTo(record) < 0))
            {
                (record, isFound) = (other, true);
            }
        }

        return isFound;
    }

    /// <summary>Remembers a value, which is copied, in place of the last one.</summary>
    public void Record(UInt128 key, ReadOnlySpan<byte> value)
    {
        if (TryFind(key, out var known) && known.Value.Span.SequenceEqual(value))
        {
            return;
        }

        _pending[key] = new IndexRecord(key, _time.GetUtcNow().UtcTicks, value.ToArray());

        // Counted here, because asking the dictionary would stop all threads.
        if (Interlocked.Increment(ref _recorded) >= RecordsBuffered)
        {
            Flush();
        }
    }

    /// <summary>
    /// Writes what was recorded since the last time into a file of its own, whole or not at all. A full disk is no fault here: what
    /// cannot be written is remembered by this process only.
    /// </summary>
    public void Flush()
    {
        lock (_writing)
        {
            _recorded = 0;
            var records = _pending.ToArray();
            if (records.Length == 0)
            {
                return;
            }

            _segments = [.. _segments, IndexSegment.Write(_folder, _extension, records.Select(pair => pair.Value))];
            foreach (var record in records)
            {
                // Only what was written: another thread may have recorded that key anew.
                _pending.TryRemove(record);
            }

            Merge();
        }
    }

    /// <summary>Flushes.</summary>
    public void Dispose() => Flush();

    private static IndexSegment? ReadOrDelete(string path)
    {
        try
        {
            return IndexSegment.Read(path);
        }
        catch (InvalidDataException)
        {
            DeletedFiles.TryDelete(path);
            return null;
        }
    }

    // The merged file is there before the old ones go. Two processes that merge at once write the same file or two that overlap.
    private void Merge()
    {
        var old = _segments;
        if (old.Length <= SegmentsKept)
        {
            return;
        }

        var merged = IndexSegment.Write(_folder, _extension, old.SelectMany(segment => segment.Records));
        _segments = [merged];
        foreach (var path in old.Select(segment => segment.Path).OfType<string>().Where(path => merged.Path is { } kept && path != kept))
        {
            DeletedFiles.TryDelete(path);
        }
    }
}
