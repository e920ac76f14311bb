using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Transfer.FeatureCache;

/// <summary>
/// Rows of features on disk, for one recipe, by picture and view. Rows lie in immutable shards (Arrow files that pandas, Polars and
/// DuckDB open), which are mapped into memory and never copied. Reading is safe from any number of threads.
/// </summary>
public sealed class FeatureStore : IDisposable
{
    private const int FolderDigits = 32;
    private const string DamagedExtension = ".damaged";

    private readonly string _folder;
    private readonly int[] _shape;
    private readonly ShardFormat _format;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Shard> _shards = new(StringComparer.Ordinal);
    private readonly HashSet<string> _refused = new(StringComparer.Ordinal);
    private readonly List<DamagedShard> _setAside = [];
    private readonly ConcurrentDictionary<FeatureKey, (Shard Shard, int Row)> _rows = new();
    private volatile bool _disposed;

    private FeatureStore(string folder, FeatureRecipe recipe, int[] shape, int rowLength, FeatureRowType type)
    {
        _folder = folder;
        _shape = shape;
        Recipe = recipe;
        RowLength = rowLength;
        _format = new ShardFormat(recipe.Hash, shape, rowLength, type);
    }

    /// <summary>What shaped the rows.</summary>
    public FeatureRecipe Recipe { get; }

    /// <summary>Where the shards of this recipe lie.</summary>
    public string Folder => _folder;

    /// <summary>The shape of one row, without the batch: <c>[C, H, W]</c> for feature maps, <c>[C]</c> for pooled ones.</summary>
    public ReadOnlySpan<int> Shape => _shape;

    /// <summary>The numbers in one row: the product of <see cref="Shape"/>.</summary>
    public int RowLength { get; }

    /// <summary>How the numbers lie on disk.</summary>
    public FeatureRowType Type => _format.Type;

    /// <summary>The rows that can be read.</summary>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    public int Count
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _rows.Count;
        }
    }

    /// <summary>The shards that this store found damaged so far. Their rows count as absent and can be written again.</summary>
    public IReadOnlyList<DamagedShard> SetAside
    {
        get
        {
            lock (_lock)
            {
                return [.. _setAside];
            }
        }
    }

    internal int BytesPerRow => _format.BytesPerRow;

    internal string ShapeText => $"[{string.Join(", ", _shape)}]";

    /// <summary>
    /// Opens the store of a recipe, and creates it when it is new. Checks every shard against its hash, and removes what killed
    /// writers have left behind.
    /// </summary>
    /// <param name="root">The folder of all recipes; created when missing.</param>
    /// <param name="recipe">Everything that shapes a row, the type of its numbers too.</param>
    /// <param name="shape">The shape of one row, without the batch.</param>
    /// <param name="type">How the numbers lie on disk.</param>
    /// <exception cref="ArgumentException">The shape is empty, has a length below 1, or a row has more than 2^28 numbers.</exception>
    /// <exception cref="IOException"><paramref name="root"/> is a file or cannot be used.</exception>
    /// <exception cref="UnauthorizedAccessException"><paramref name="root"/> may not be written.</exception>
    /// <exception cref="InvalidDataException">The folder holds rows of another recipe or shape.</exception>
    public static FeatureStore Open(string root, FeatureRecipe recipe, ReadOnlySpan<int> shape, FeatureRowType type = FeatureRowType.Float32)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        ArgumentNullException.ThrowIfNull(recipe);
        var rowLength = RowLengthOf(shape);
        var folder = Path.Combine(Path.GetFullPath(root), recipe.Hash.ToString()[..FolderDigits]);
        var store = new FeatureStore(folder, recipe, shape.ToArray(), rowLength, type);
        try
        {
            Directory.CreateDirectory(folder);
            WholeFile.RemoveAbandoned(folder);
            RecipeFile.Ensure(folder, recipe, store._shape, type);
            store.Refresh();
            return store;
        }
        catch (Exception error)
        {
            store.Dispose();
            throw error is IOException or UnauthorizedAccessException
                ? StoreFault.Opening(folder, error)
                : error;
        }
    }

    /// <summary>Whether a row can be read.</summary>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    public bool Contains(FeatureKey key)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _rows.ContainsKey(key);
    }

    /// <summary>Finds a row without copying it.</summary>
    /// <param name="row">The features, in the mapped file itself: never use it after the store is disposed.</param>
    /// <returns>False when the row is absent.</returns>
    /// <exception cref="InvalidOperationException">The rows are not float32 on disk, so that there is nothing to point at.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    public bool TryGetRow(FeatureKey key, out ReadOnlySpan<float> row)
    {
        if (Type != FeatureRowType.Float32)
        {
            throw new InvalidOperationException($"The rows of this store are {Type} on disk and must be converted; read them with {nameof(CopyRow)}.");
        }

        var found = TryGetBytes(key, out var bytes);
        row = MemoryMarshal.Cast<byte, float>(bytes);
        return found;
    }

    /// <summary>Copies a row into a caller's buffer.</summary>
    /// <returns>False when the row is absent; the buffer is then as it was.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is not <see cref="RowLength"/> long.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    public bool CopyRow(FeatureKey key, Span<float> destination)
    {
        if (destination.Length != RowLength)
        {
            throw new ArgumentException(
                $"The buffer has room for {destination.Length} numbers, but a row has {RowLength} (shape {ShapeText}).", nameof(destination));
        }

        var found = TryGetBytes(key, out var bytes);
        if (found)
        {
            RowEncoding.Decode(Type, bytes, destination);
        }

        return found;
    }

    /// <summary>Starts writing rows. Dispose the writer before the store to see its last rows here.</summary>
    /// <param name="options">When a shard is closed; the defaults when null.</param>
    /// <exception cref="ArgumentException">The options are wrong.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    public FeatureWriter CreateWriter(FeatureWriterOptions? options = null)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        options ??= new FeatureWriterOptions();
        options.Validate();
        return new FeatureWriter(this, options);
    }

    /// <summary>Picks up the shards that other writers have finished since.</summary>
    /// <returns>How many rows came in.</returns>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    public int Refresh()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var before = _rows.Count;
            var paths = Directory.EnumerateFiles(_folder, "*" + ShardFormat.Extension)
                .Where(path => ContentHash.TryParse(Path.GetFileNameWithoutExtension(path), out _))
                .Where(path => !_shards.ContainsKey(path) && !_refused.Contains(path))
                .Order(StringComparer.Ordinal)
                .ToArray();

            // Hashing is what takes the time, so it runs on all cores; the order of the rows does not depend on it.
            var opened = new (Shard? Shard, Exception? Fault)[paths.Length];
            Parallel.For(0, paths.Length, index => opened[index] = TryOpen(paths[index]));
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

            return _rows.Count - before;
        }
    }

    /// <summary>Unmaps every shard: rows from <see cref="TryGetRow"/> are no longer memory that may be touched.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _rows.Clear();
            foreach (var shard in _shards.Values)
            {
                shard.Dispose();
            }

            _shards.Clear();
        }
    }

    /// <summary>Puts the first rows of a writer's buffers into a shard, and makes them visible here.</summary>
    internal void Write(int rows, byte[] images, byte[] views, byte[] features)
    {
        using var batch = _format.Batch(rows, images, views, features);
        var path = WholeFile.WriteHashed(_folder, ShardFormat.Extension, stream => ShardFormat.Write(batch, stream));
        lock (_lock)
        {
            if (!_disposed && !_shards.ContainsKey(path))
            {
                Add(Shard.Open(path, _format, verify: false));
                _refused.Remove(path);
            }
        }
    }

    private static int RowLengthOf(ReadOnlySpan<int> shape)
    {
        var length = 1L;
        foreach (var side in shape)
        {
            length = side < 1 || length > 1 << 28 ? 0 : length * side;
        }

        return shape.Length > 0 && length is > 0 and <= 1 << 28
            ? (int)length
            : throw new ArgumentException(
                $"The shape [{string.Join(", ", shape.ToArray())}] is not that of a row: one or more lengths from 1, at most 2^28 numbers in all.",
                nameof(shape));
    }

    private bool TryGetBytes(FeatureKey key, out ReadOnlySpan<byte> bytes)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var found = _rows.TryGetValue(key, out var place);
        bytes = found ? place.Shard.Row(place.Row) : default;
        return found;
    }

    private (Shard? Shard, Exception? Fault) TryOpen(string path)
    {
        try
        {
            return (Shard.Open(path, _format, verify: true), null);
        }
        catch (FileNotFoundException)
        {
            // Set aside by another process after it was listed.
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
        for (var row = 0; row < shard.Count; row++)
        {
            _rows.TryAdd(shard.Key(row), (shard, row));
        }
    }

    private void Refuse(string path, Exception fault)
    {
        var damaged = Path.ChangeExtension(path, DamagedExtension);
        var name = Path.GetFileName(path);
        try
        {
            // What cannot be read may be whole: only what was read and found wrong is renamed.
            if (fault is InvalidDataException)
            {
                File.Move(path, damaged, overwrite: true);
                _setAside.Add(new DamagedShard(
                    damaged, $"The shard '{name}' is damaged: {fault.Message}. It was renamed to '{Path.GetFileName(damaged)}', and its rows will be computed again."));
                return;
            }
        }
        catch (FileNotFoundException)
        {
            // Another process was quicker to set it aside.
            return;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Stays where it is, and is not looked at again by this store.
        }

        _refused.Add(path);
        _setAside.Add(new DamagedShard(path, $"The shard '{name}' cannot be used: {fault.Message.TrimEnd('.')}. Its rows will be computed again."));
    }
}
