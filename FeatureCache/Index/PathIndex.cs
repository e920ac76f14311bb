using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Transfer.FeatureCache;

/// <summary>
/// Remembers which content a file had, so that an unchanged one need not be read again: one with the same path and the same
/// <see cref="FileStamp"/>. It only saves work, see <see cref="SegmentIndex"/>.
/// </summary>
internal sealed class PathIndex : IDisposable
{
    // Two changes within one step of the clock have the same time; git has the same rule under the name "racily clean". Linux's clock for
    // files has steps of up to 10 ms.
    private static readonly TimeSpan FineStep = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan CoarseStep = TimeSpan.FromSeconds(2);

    private readonly SegmentIndex _index;
    private readonly TimeProvider _time;

    /// <summary>Opens an index in a folder of its own.</summary>
    public PathIndex(string folder, TimeProvider time) => (_index, _time) = (new SegmentIndex(folder, ".paths", time), time);

    /// <summary>Opens the index of a cache, and creates it when it is new. A folder that cannot be used gives an index in memory.</summary>
    /// <param name="root">The folder of the cache; the index lies in <c>paths/</c> in it.</param>
    /// <param name="time">The clock; the system's when null.</param>
    public static PathIndex Open(string root, TimeProvider? time = null) =>
        new(Path.Combine(Path.GetFullPath(root), "paths"), time ?? TimeProvider.System);

    /// <summary>The content of a file that was recorded with this stamp last.</summary>
    /// <param name="fullPath">The file's full path, written as it was recorded.</param>
    /// <param name="stamp">What the file's stamp is now.</param>
    /// <returns>False when the file is not known, may have changed, or its stamp is not reliable: it must be read.</returns>
    public bool TryGet(string fullPath, FileStamp stamp, out ContentHash hash)
    {
        hash = default;
        var isFound = stamp.IsReliable && TryGetLast(fullPath, out var last, out hash, out _) && last == stamp;
        hash = isFound ? hash : default;
        return isFound;
    }

    /// <summary>What was recorded of a path last, whatever the file is now.</summary>
    /// <param name="recorded">When, in UTC.</param>
    /// <returns>False when nothing is known of the path.</returns>
    public bool TryGetLast(string fullPath, out FileStamp stamp, out ContentHash hash, out DateTime recorded)
    {
        // Records of earlier versions are shorter.
        var isFound = _index.TryFind(PathKey.Of(fullPath), out var record) && record.Value.Length == Unsafe.SizeOf<Content>();
        var content = isFound ? MemoryMarshal.Read<Content>(record.Value.Span) : default;
        (stamp, hash, recorded) = (content.Stamp, content.Hash, new DateTime(record.RecordedTicks, DateTimeKind.Utc));
        return isFound;
    }

    /// <summary>
    /// Remembers what was read. Call it at once: a file that has only just changed is not remembered, because it could change again without
    /// its time saying so.
    /// </summary>
    /// <param name="fullPath">The file's full path.</param>
    /// <param name="stamp">Its stamp from before it was read.</param>
    /// <param name="hash">What was read.</param>
    public void Record(string fullPath, FileStamp stamp, ContentHash hash)
    {
        if (IsSettled(stamp))
        {
            _index.Record(PathKey.Of(fullPath), MemoryMarshal.AsBytes([new Content(stamp, hash)]));
        }
    }

    /// <summary>Whether a file has been left alone for so long that a change from now on shows in its time.</summary>
    public bool IsSettled(FileStamp stamp)
    {
        var last = stamp.IsReliable ? stamp.ChangedTicks : stamp.ModifiedTicks;
        var step = stamp.IsReliable && last % TimeSpan.TicksPerSecond != 0 ? FineStep : CoarseStep;
        return _time.GetUtcNow().UtcTicks - last >= step.Ticks;
    }

    /// <summary>Writes what was recorded since the last time, when the folder allows it.</summary>
    public void Flush() => _index.Flush();

    /// <summary>Flushes.</summary>
    public void Dispose() => _index.Dispose();

    /// <summary>64 bytes, on disk as in memory.</summary>
    private readonly record struct Content(FileStamp Stamp, ContentHash Hash);
}
