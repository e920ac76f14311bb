using Apache.Arrow;

namespace Transfer.FeatureCache;

/// <summary>The shards of one recipe: finds them, checks them, opens them and knows which row lies where. Owns the open files.</summary>
internal sealed class ShardFolder : IDisposable
{
    // A shard that vanishes between listing and opening was merged into another one; that can happen again, but not forever.
    private const int Listings = 20;

    private readonly string _folder;
    private readonly ShardFormat _format;
    private readonly ShardCheck _check;
    private readonly TimeProvider _time;
    private readonly VerifiedShards _verified;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Shard> _shards = new(StringComparer.Ordinal);
    private readonly HashSet<string> _refused = new(StringComparer.Ordinal);
    private readonly List<DamagedShard> _damaged = [];
    private readonly RowTable _rows = new();
    private volatile bool _disposed;

    public ShardFolder(string folder, ShardFormat format, ShardCheck check, TimeProvider time)
    {
        (_folder, _format, _check, _time) = (folder, format, check, time);
        _verified = new VerifiedShards(folder, time);
    }

    public int Count
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _rows.Count;
        }
    }

    public IReadOnlyList<DamagedShard> Damaged
    {
        get
        {
            lock (_lock)
            {
                return [.. _damaged];
            }
        }
    }

    /// <summary>The shards that are open, by name.</summary>
    public IReadOnlyList<Shard> Shards
    {
        get
        {
            lock (_lock)
            {
                return [.. _shards.Values.OrderBy(shard => shard.Path, StringComparer.Ordinal)];
            }
        }
    }

    public bool IsDisposed => _disposed;

    /// <summary>The files in a folder that have a shard's name.</summary>
    public static IEnumerable<FoundFile> List(string folder)
        => LiveFolder.Files(folder, "*" + ShardFormat.Extension)
            .Where(file => ContentHash.TryParse(Path.GetFileNameWithoutExtension(file.Path), out _));

    public bool TryFind(FeatureKey key, out (Shard Shard, int Row) place)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _rows.TryFind(key, out place);
    }

    /// <summary>Opens what is new in the folder.</summary>
    /// <returns>How many rows came in.</returns>
    public int Refresh()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var before = _rows.Count;

            // A folder is not listed in one instant: while shards are being merged, a listing can miss the new file and the old ones.
            for (var listing = 0; listing < Listings && OpenNew(); listing++)
            {
            }

            if (_check != ShardCheck.None)
            {
                _verified.Flush();
            }

            return _rows.Count - before;
        }
    }

    /// <summary>Puts rows into a shard of their own, and makes them visible here.</summary>
    /// <returns>False when another process has removed the shard before it was opened.</returns>
    public bool Write(RecordBatch batch)
    {
        // What this process has just written is not hashed again.
        var path = ShardFormat.Write(_folder, batch);
        LastUse.Touch(_folder, _time);
        lock (_lock)
        {
            if (_disposed || _shards.ContainsKey(path))
            {
                return true;
            }

            var (shard, fault) = TryOpen(path, ShardCheck.None);
            if (shard is null)
            {
                return fault is not null;
            }

            Add(shard);
            _refused.Remove(path);
            _verified.AddFresh(path);
            return true;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            if (_check != ShardCheck.None)
            {
                _verified.Dispose();
            }

            _rows.Clear();
            foreach (var shard in _shards.Values)
            {
                shard.Dispose();
            }

            _shards.Clear();
        }
    }

    /// <summary>Whether there was anything new.</summary>
    private bool OpenNew()
    {
        var paths = List(_folder).Select(file => file.Path)
            .Where(path => !_shards.ContainsKey(path) && !_refused.Contains(path))
            .Order(StringComparer.Ordinal)
            .ToArray();

        // Hashing is what takes the time, so it runs on all cores; the order of the rows does not depend on it.
        var opened = new (Shard? Shard, Exception? Fault)[paths.Length];
        Parallel.For(0, paths.Length, index => opened[index] = TryOpen(paths[index], _check));
        _rows.Reserve(opened.Sum(pair => (long)(pair.Shard?.Count ?? 0)));
        for (var index = 0; index < paths.Length; index++)
        {
            if (opened[index].Shard is { } shard)
            {
                Add(shard);
            }
            else if (opened[index].Fault is { } fault)
            {
                Refuse(paths[index], fault);
            }
        }

        return paths.Length > 0;
    }

    private (Shard? Shard, Exception? Fault) TryOpen(string path, ShardCheck check)
    {
        try
        {
            return (_verified.Open(path, _format, check), null);
        }
        catch (Exception error) when (FileFault.IsGone(error))
        {
            // Merged, removed or renamed by another process after it was listed.
            return (null, null);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return (null, error);
        }
    }

    private void Add(Shard shard)
    {
        _shards.Add(shard.Path, shard);
        _rows.Add(shard);
    }

    private void Refuse(string path, Exception fault)
    {
        if (DamagedShard.Rename(path, fault) is { } damaged)
        {
            _damaged.Add(damaged);
            if (damaged.Path == path)
            {
                _refused.Add(path);
            }
        }
    }
}
