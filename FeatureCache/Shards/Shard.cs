using Apache.Arrow;
using Apache.Arrow.Arrays;
using Apache.Arrow.Ipc;

namespace Transfer.FeatureCache;

/// <summary>One whole shard, mapped into memory. Owns the mapping; its rows may be used until it is disposed.</summary>
internal sealed class Shard : IDisposable
{
    // An Arrow file is the Arrow stream format behind "ARROW1" and two bytes of padding.
    private const int FileHead = 8;

    private readonly MappedFile _file;
    private readonly RecordBatch _batch;
    private readonly FixedSizeBinaryArray _images;
    private readonly Int32Array _views;
    private readonly ArrowBuffer _features;
    private readonly int _bytesPerRow;
    private bool _disposed;

    private Shard(string path, MappedFile file, ShardFormat format)
    {
        Path = path;
        _file = file;
        _bytesPerRow = format.BytesPerRow;
        using var reader = new ArrowStreamReader(file.Memory[FileHead..]);
        _batch = reader.ReadNextRecordBatch() ?? throw new InvalidDataException("it holds no rows");
        (_images, _views, _features) = format.Columns(_batch);
        if (_batch.Length > RowTable.MostRows)
        {
            throw new InvalidDataException($"it has {_batch.Length} rows, more than {RowTable.MostRows}");
        }
    }

    public string Path { get; }

    public int Count => _batch.Length;

    /// <exception cref="InvalidDataException">The bytes are not those of the file's name, or not rows of this store.</exception>
    public static Shard Open(string path, ShardFormat format, bool verify)
    {
        var file = MappedFile.Open(path);
        try
        {
            if (verify)
            {
                var found = ContentHash.Of(file.GetSpan()).ToString();
                if (found != System.IO.Path.GetFileNameWithoutExtension(path))
                {
                    throw new InvalidDataException($"its SHA-256 is {found} and not the one in its name");
                }
            }

            return new Shard(path, file, format);
        }
        catch (Exception error)
        {
            ((IDisposable)file).Dispose();

            // A file that is what its name says can still be no Arrow file; the reader has many words for that.
            throw error is IOException or UnauthorizedAccessException or InvalidDataException or OutOfMemoryException
                ? error
                : new InvalidDataException($"it does not read as an Arrow file ({error.Message})", error);
        }
    }

    public FeatureKey Key(int row) => new(new ContentHash(_images.GetBytes(row)), _views.Values[row]);

    /// <summary>The numbers of a row as they lie in the file.</summary>
    public ReadOnlySpan<byte> Row(int row) => _features.Span.Slice(row * _bytesPerRow, _bytesPerRow);

    /// <summary>Whether the rows lie in the order of their keys, as merging leaves them, and none comes twice.</summary>
    public bool IsOrdered => Enumerable.Range(1, Math.Max(Count - 1, 0)).All(row => FeatureKey.Order.Compare(Key(row - 1), Key(row)) < 0);

    /// <summary>Whether a shard that <see cref="IsOrdered"/> has this row.</summary>
    public bool Has(FeatureKey key)
    {
        var (from, to) = (0, Count);
        while (from < to)
        {
            var middle = from + ((to - from) / 2);
            var order = FeatureKey.Order.Compare(Key(middle), key);
            if (order == 0)
            {
                return true;
            }

            (from, to) = order < 0 ? (middle + 1, to) : (from, middle);
        }

        return false;
    }

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _batch.Dispose();
        ((IDisposable)_file).Dispose();
    }
}
