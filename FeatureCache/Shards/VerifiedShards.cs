namespace Transfer.FeatureCache;

/// <summary>
/// Remembers which shards were found whole, so that an unchanged one is not hashed at every opening: a <see cref="PathIndex"/> of the
/// shards' names alone, so that a cache can be moved.
/// </summary>
internal sealed class VerifiedShards(string folder, TimeProvider time) : IDisposable
{
    private const int RecordsBuffered = 16;

    private readonly Lock _lock = new();
    private readonly List<(string Path, FileStamp Stamp)> _fresh = [];
    private readonly PathIndex _index = new(Path.Combine(folder, "verified"), time);

    /// <summary>Maps a shard, after hashing it where that is due.</summary>
    /// <exception cref="InvalidDataException">The bytes are not those of the file's name, or not rows of this store.</exception>
    public Shard Open(string path, ShardFormat format, ShardCheck check)
    {
        // The stamp first: a change while the shard is hashed then shows as another stamp.
        var stamp = FileStamp.Of(path);
        var verify = check == ShardCheck.All || (check == ShardCheck.Changed && !Contains(path, stamp));
        var shard = Shard.Open(path, format, verify);
        if (verify)
        {
            Add(path, stamp);
        }

        return shard;
    }

    /// <summary>A shard was written by this process. It is trusted by others once its time is old enough to show a later change.</summary>
    public void AddFresh(string path)
    {
        lock (_lock)
        {
            if (StampOf(path) is { } stamp)
            {
                _fresh.Add((path, stamp));
            }

            if (_fresh.Count >= RecordsBuffered)
            {
                Flush();
            }
        }
    }

    public void Flush()
    {
        lock (_lock)
        {
            foreach (var (path, stamp) in _fresh.Where(shard => StampOf(shard.Path) == shard.Stamp))
            {
                Add(path, stamp);
            }

            _fresh.RemoveAll(shard => _index.IsSettled(shard.Stamp));
            _index.Flush();
        }
    }

    public void Dispose() => Flush();

    private bool Contains(string path, FileStamp stamp)
        => _index.TryGet(Path.GetFileName(path), stamp, out var hash) && hash.ToString() == Path.GetFileNameWithoutExtension(path);

    private void Add(string path, FileStamp stamp)
        => _index.Record(Path.GetFileName(path), stamp, ContentHash.Parse(Path.GetFileNameWithoutExtension(path)));

    private static FileStamp? StampOf(string path)
    {
        try
        {
            return FileStamp.Of(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Merged into another shard meanwhile, or found damaged.
            return null;
        }
    }
}
