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

    // Only when it is needed: who just looks changes nothing, nor makes the folder of a removed recipe again.
    private readonly Lazy<PathIndex> _index = new(() => new PathIndex(Path.Combine(folder, "verified"), time));

    /// <summary>Opens a shard, after hashing it where that is due.</summary>
    /// <exception cref="InvalidDataException">The bytes are not those of the file's name, or not rows of this store.</exception>
    public Shard Open(string path, ShardFormat format, ShardCheck check)
    {
        // The stamp first: a change while the shard is hashed then shows as another stamp.
        var stamp = FileStamp.TryOf(path);
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
            if (FileStamp.TryOf(path) is { } stamp)
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
            foreach (var (path, stamp) in _fresh.Where(shard => FileStamp.TryOf(shard.Path) == shard.Stamp))
            {
                Add(path, stamp);
            }

            if (_index.IsValueCreated)
            {
                _fresh.RemoveAll(shard => _index.Value.IsSettled(shard.Stamp));
                _index.Value.Flush();
            }
        }
    }

    public void Dispose() => Flush();

    // Only stores write shards, and never twice. So size and time suffice where a file system tells no more.
    private bool Contains(string path, FileStamp? stamp) =>
        _index.Value.TryGetLast(Path.GetFileName(path), out var last, out var hash, out _)
        && last == stamp && hash.ToString() == Path.GetFileNameWithoutExtension(path);

    private void Add(string path, FileStamp? stamp)
    {
        if (stamp is { } known)
        {
            _index.Value.Record(Path.GetFileName(path), known, ContentHash.Parse(Path.GetFileNameWithoutExtension(path)));
        }
    }
}
