using System.Collections.Concurrent;

namespace Transfer.FeatureCache;

/// <summary>
/// Remembers which content a file had, so that an unchanged one (same path, size and modification time) need not be read again. It
/// is only a shortcut: its folder can be deleted at any time, and what is lost or damaged costs a reading, never a wrong answer.
/// Safe from any number of threads, and any number of processes share one folder.
/// </summary>
public sealed class PathIndex : IDisposable
{
    private const int RecordsBuffered = 1 << 16;
    private const int SegmentsKept = 4;

    // FAT keeps times in steps of two seconds; git has the same rule under the name "racily clean".
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(2);

    private readonly string _folder;
    private readonly Lock _writing = new();
    private readonly ConcurrentDictionary<PathKey, PathRecord> _pending = new();
    private volatile PathSegment[] _segments;
    private int _recorded;

    private PathIndex(string folder, PathSegment[] segments)
    {
        _folder = folder;
        _segments = segments;
    }

    /// <summary>Opens the index of a cache, and creates it when it is new. A folder that cannot be used gives an index in memory.</summary>
    /// <param name="root">The folder of the cache; the index lies in <c>paths/</c> in it.</param>
    public static PathIndex Open(string root)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        return OpenFolder(Path.Combine(Path.GetFullPath(root), "paths"));
    }

    /// <summary>The content of a file that was recorded with this stamp last.</summary>
    /// <param name="fullPath">The file's full path, written as it was recorded.</param>
    /// <param name="stamp">What the file's stamp is now.</param>
    /// <returns>False when the file is not known or has changed: it must be read.</returns>
    public bool TryGet(string fullPath, FileStamp stamp, out ContentHash hash)
    {
        var record = Find(PathKey.Of(fullPath));
        hash = record is { } found && found.Stamp == stamp ? found.Hash : default;
        return record?.Stamp == stamp;
    }

    /// <summary>What was recorded of a path last, whatever the file is now.</summary>
    /// <param name="recorded">When, in UTC.</param>
    /// <returns>False when nothing is known of the path.</returns>
    public bool TryGetLast(string fullPath, out FileStamp stamp, out ContentHash hash, out DateTime recorded)
    {
        var record = Find(PathKey.Of(fullPath));
        (stamp, hash, recorded) = record is { } found
            ? (found.Stamp, found.Hash, new DateTime(found.RecordedTicks, DateTimeKind.Utc))
            : (default, default, DateTime.MinValue);
        return record is not null;
    }

    /// <summary>
    /// Remembers what was read. Call it at once: a file that was changed within two seconds before is not remembered, because it
    /// could change again without its time saying so.
    /// </summary>
    /// <param name="fullPath">The file's full path.</param>
    /// <param name="stamp">Its stamp from before it was read.</param>
    /// <param name="hash">What was read.</param>
    public void Record(string fullPath, FileStamp stamp, ContentHash hash)
    {
        ArgumentNullException.ThrowIfNull(fullPath);
        if (IsSettled(stamp))
        {
            var key = PathKey.Of(fullPath);
            if (Find(key) is { } known && known.Stamp == stamp && known.Hash == hash)
            {
                // A file read again for safety's sake: nothing is new.
                return;
            }

            _pending[key] = new PathRecord(key, stamp, DateTime.UtcNow.Ticks, hash);

            // Counted here, because asking the dictionary would stop all threads.
            if (Interlocked.Increment(ref _recorded) >= RecordsBuffered)
            {
                Flush();
            }
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

            _segments = [.. _segments, PathSegment.Write(_folder, records.Select(pair => pair.Value))];
            foreach (var record in records)
            {
                // Only what was written: another thread may have recorded that path anew.
                _pending.TryRemove(record);
            }

            Merge();
        }
    }

    /// <summary>Flushes.</summary>
    public void Dispose() => Flush();

    /// <summary>Whether a file has been left alone for so long that a change from now on shows in its time.</summary>
    internal static bool IsSettled(FileStamp stamp) => DateTime.UtcNow.Ticks - stamp.ModifiedTicks >= Settled.Ticks;

    /// <summary>The index in a folder of its own.</summary>
    internal static PathIndex OpenFolder(string folder)
    {
        string[] paths;
        try
        {
            Directory.CreateDirectory(folder);
            AtomicFile.RemoveAbandoned(folder);
            paths = Directory.GetFiles(folder, "*" + PathSegment.Extension);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            paths = [];
        }

        var segments = new PathSegment?[paths.Length];
        Parallel.For(0, paths.Length, index => segments[index] = ReadOrDelete(paths[index]));
        var opened = new PathIndex(folder, [.. segments.OfType<PathSegment>()]);
        opened.Merge();
        return opened;
    }

    private PathRecord? Find(PathKey key)
    {
        if (_pending.TryGetValue(key, out var last))
        {
            return last;
        }

        PathRecord? found = null;
        foreach (var segment in _segments)
        {
            if (segment.TryFind(key, out var record) && (found is not { } other || record.CompareTo(other) < 0))
            {
                found = record;
            }
        }

        return found;
    }

    private static PathSegment? ReadOrDelete(string path)
    {
        try
        {
            return PathSegment.Read(path);
        }
        catch (InvalidDataException)
        {
            AtomicFile.TryDelete(path);
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

        var merged = PathSegment.Write(_folder, old.SelectMany(segment => segment.Records));
        _segments = [merged];
        foreach (var path in old.Select(segment => segment.Path).Where(path => path is not null && merged.Path is not null && path != merged.Path))
        {
            AtomicFile.TryDelete(path!);
        }
    }
}
