using System.Buffers;
using System.Runtime.InteropServices;
using Apache.Arrow;

namespace Transfer.FeatureCache;

/// <summary>
/// Rows of features on disk, for one recipe, by image and view. Rows lie in immutable shards (Arrow files that pandas, Polars and
/// DuckDB open) and are read when they are asked for. Reading is safe from any number of threads.
/// </summary>
public sealed class FeatureStore : IDisposable
{
    private const int FolderDigits = 32;
    private const int Attempts = 500;

    private readonly ShardFolder _shards;

    private FeatureStore(string folder, FeatureRecipe recipe, ShardFormat format, ShardCheck check, TimeProvider time)
    {
        (Folder, Recipe, Format, Time) = (folder, recipe, format, time);
        _shards = new ShardFolder(folder, format, check, time);
    }

    /// <summary>What shaped the rows.</summary>
    public FeatureRecipe Recipe { get; }

    /// <summary>Where the shards of this recipe lie.</summary>
    public string Folder { get; }

    /// <summary>The shape of one row, without the batch: <c>[C, H, W]</c> for feature maps, <c>[C]</c> for pooled ones.</summary>
    public ReadOnlySpan<int> Shape => Format.Shape;

    /// <summary>The numbers in one row: the product of <see cref="Shape"/>.</summary>
    public int RowLength => Format.RowLength;

    /// <summary>How the numbers lie on disk.</summary>
    public FeatureRowType Type => Format.Type;

    /// <summary>The rows that can be read.</summary>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    public int Count => _shards.Count;

    /// <summary>The shards that this store found damaged so far. Their rows count as absent and can be written again.</summary>
    public IReadOnlyList<DamagedShard> DamagedShards => _shards.Damaged;

    internal ShardFormat Format { get; }

    internal TimeProvider Time { get; }

    internal IReadOnlyList<Shard> Shards => _shards.Shards;

    internal string ShapeText => $"[{string.Join(", ", Format.Shape)}]";

    /// <summary>Makes the folder with the recipe's file when it is missing; null where nothing is written.</summary>
    private Func<bool>? Prepare { get; init; }

    /// <summary>
    /// Opens the store of a recipe, and creates it when it is new. Checks shards against their hashes, except those that were found
    /// whole before and have not been written to since, and removes what killed writers have left behind.
    /// </summary>
    /// <param name="root">The folder of all recipes; created when missing.</param>
    /// <param name="recipe">Everything that shapes a row, the type of its numbers too.</param>
    /// <param name="shape">The shape of one row, without the batch.</param>
    /// <param name="options">The type of the numbers and more; the defaults when null.</param>
    /// <exception cref="ArgumentException">The shape is empty, has a length below 1, or a row has more than 2^28 numbers.</exception>
    /// <exception cref="IOException"><paramref name="root"/> is a file or cannot be used.</exception>
    /// <exception cref="UnauthorizedAccessException"><paramref name="root"/> may not be written.</exception>
    /// <exception cref="InvalidDataException">The folder holds rows of another recipe, shape or type.</exception>
    public static FeatureStore Open(string root, FeatureRecipe recipe, ReadOnlySpan<int> shape, FeatureStoreOptions? options = null)
    {
        options ??= new FeatureStoreOptions();
        var folder = FolderOf(root, recipe);
        var format = new ShardFormat(recipe.Hash, shape.ToArray(), options.Type);
        var check = options.VerifyFiles ? ShardCheck.All : ShardCheck.Changed;
        return Explain(() =>
        {
            Prepare();
            LastUse.Touch(folder, options.Time);
            return Open(new FeatureStore(folder, recipe, format, check, options.Time) { Prepare = () => Explain(Prepare) });
        });

        bool Prepare() => InFolder(folder, () => RecipeFile.Ensure(folder, recipe, format.Shape, options));

        T Explain<T>(Func<T> work) => FileFault.Explain(work, message => $"The feature cache cannot use the folder '{folder}': {message} "
            + "Make it a folder that can be written, or choose another cache folder.");
    }

    /// <summary>Where the rows of a recipe lie, or would.</summary>
    /// <param name="root">The folder of all recipes.</param>
    public static string FolderOf(string root, FeatureRecipe recipe)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        ArgumentNullException.ThrowIfNull(recipe);
        return Path.Combine(Path.GetFullPath(root), recipe.Hash.ToString()[..FolderDigits]);
    }

    /// <summary>Whether a row can be read.</summary>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    public bool Contains(FeatureKey key) => _shards.TryFind(key, out _);

    /// <summary>The keys of the rows that can be read, in no particular order; those that come later are not among them.</summary>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    public IReadOnlyCollection<FeatureKey> Keys()
    {
        ObjectDisposedException.ThrowIf(_shards.IsDisposed, this);
        return Shards.SelectMany(shard => Enumerable.Range(0, shard.Count).Select(shard.Key)).ToHashSet();
    }

    /// <summary>Copies a row into a caller's buffer.</summary>
    /// <returns>False when the row is absent; the buffer is then as it was.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is not <see cref="RowLength"/> long.</exception>
    /// <exception cref="IOException">The row's file has become shorter since it was opened, or cannot be read.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    public bool CopyRow(FeatureKey key, Span<float> destination)
    {
        if (destination.Length != RowLength)
        {
            throw new ArgumentException(
                $"The buffer has room for {destination.Length} numbers, but a row has {RowLength} (shape {ShapeText}).",
                nameof(destination));
        }

        if (!_shards.TryFind(key, out var place))
        {
            return false;
        }

        if (Type == FeatureRowType.Float32)
        {
            place.Shard.Read(place.Row, MemoryMarshal.AsBytes(destination));
            return true;
        }

        var bytes = ArrayPool<byte>.Shared.Rent(Format.BytesPerRow);
        place.Shard.Read(place.Row, bytes.AsSpan(0, Format.BytesPerRow));
        RowEncoding.DecodeHalves(bytes.AsSpan(0, Format.BytesPerRow), destination);
        ArrayPool<byte>.Shared.Return(bytes);
        return true;
    }

    /// <summary>Starts writing rows. Dispose the writer before the store to see its last rows here.</summary>
    /// <param name="options">When a shard is closed; the defaults when null.</param>
    /// <exception cref="ArgumentException">The options are wrong.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    public FeatureWriter CreateWriter(FeatureWriterOptions? options = null)
    {
        ObjectDisposedException.ThrowIf(_shards.IsDisposed, this);
        options ??= new FeatureWriterOptions();
        options.Validate();
        return new FeatureWriter(this, options);
    }

    /// <summary>Picks up the shards that other writers have finished since.</summary>
    /// <returns>How many rows came in.</returns>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    public int Refresh() => _shards.Refresh();

    /// <summary>Closes every shard.</summary>
    public void Dispose() => _shards.Dispose();

    /// <summary>Opens what lies in a folder, and changes nothing about it.</summary>
    internal static FeatureStore Open(string folder, RecipeFile file, ShardCheck check, TimeProvider time)
        => Open(new FeatureStore(folder, file.ToRecipe(), file.ToFormat(), check, time));

    /// <summary>Puts rows into a shard of their own, and makes them visible here.</summary>
    internal void Write(RecordBatch batch)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                if (_shards.Write(batch) || attempt == Attempts)
                {
                    return;
                }
            }
            catch (IOException error) when (attempt < Attempts && FileFault.IsGone(error))
            {
                // Another process has removed the recipe. That is no fault: it is made again, with these rows.
            }

            Prepare?.Invoke();
        }
    }

    private static bool InFolder(string folder, Action work)
    {
        for (var attempt = 1; ; attempt++)
        {
            LiveFolder.Create(folder);
            try
            {
                work();
                return true;
            }
            catch (Exception error) when (attempt < Attempts && FileFault.IsGone(error))
            {
                // Removed again by another process.
            }
        }
    }

    private static FeatureStore Open(FeatureStore store)
    {
        try
        {
            TemporaryFiles.RemoveAbandoned(store.Folder, store.Time);
            store.Refresh();
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }
}
