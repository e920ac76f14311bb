using System.Runtime.InteropServices;

namespace Transfer.FeatureCache;

/// <summary>
/// Remembers which content a file had, so that an unchanged one (same path, size and modification time) need not be read again. It
/// only saves work, see <see cref="SegmentIndex"/>.
/// </summary>
internal sealed class PathIndex : IDisposable
{
    // FAT keeps times in steps of two seconds; git has the same rule under the name "racily clean".
    private static readonly TimeSpan TimeResolution = TimeSpan.FromSeconds(2);

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
    /// <returns>False when the file is not known or has changed: it must be read.</returns>
    public bool TryGet(string fullPath, FileStamp stamp, out ContentHash hash)
    {
        var isFound = TryGetLast(fullPath, out var last, out hash, out _) && last == stamp;
        hash = isFound ? hash : default;
        return isFound;
    }

    /// <summary>What was recorded of a path last, whatever the file is now.</summary>
    /// <param name="recorded">When, in UTC.</param>
    /// <returns>False when nothing is known of the path.</returns>
    public bool TryGetLast(string fullPath, out FileStamp stamp, out ContentHash hash, out DateTime recorded)
    {
        var isFound = _index.TryFind(PathKey.Of(fullPath), out var record);
        var content = isFound ? MemoryMarshal.Read<Content>(record.Value.Span) : default;
        (stamp, hash, recorded) = (content.Stamp, content.Hash, new DateTime(record.RecordedTicks, DateTimeKind.Utc));
        return isFound;
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
        if (IsSettled(stamp))
        {
            _index.Record(PathKey.Of(fullPath), MemoryMarshal.AsBytes([new Content(stamp, hash)]));
        }
    }

    /// <summary>Whether a file has been left alone for so long that a change from now on shows in its time.</summary>
    public bool IsSettled(FileStamp stamp) => _time.GetUtcNow().UtcTicks - stamp.ModifiedTicks >= TimeResolution.Ticks;

    /// <summary>Writes what was recorded since the last time, when the folder allows it.</summary>
    public void Flush() => _index.Flush();

    /// <summary>Flushes.</summary>
    public void Dispose() => _index.Dispose();

    /// <summary>48 bytes, on disk as in memory.</summary>
    private readonly record struct Content(FileStamp Stamp, ContentHash Hash);
}
