using Apache.Arrow;

namespace Transfer.FeatureCache;

/// <summary>The columns of a shard that is being filled; they grow with the rows, up to a capacity.</summary>
internal sealed class RowBuffers(ShardFormat format, int capacity)
{
    private const int FirstRows = 64;

    private byte[] _images = [];
    private byte[] _views = [];
    private byte[] _features = [];

    /// <summary>The bytes of a row's features, to be written.</summary>
    public Span<byte> Features(int row) => _features.AsSpan(row * format.BytesPerRow, format.BytesPerRow);

    /// <summary>Makes room for a row and writes its key.</summary>
    public void Put(int row, FeatureKey key)
    {
        var rows = _views.Length / sizeof(int);
        if (row >= rows)
        {
            rows = (int)Math.Min(capacity, Math.Max(FirstRows, 2L * rows));
            System.Array.Resize(ref _images, rows * ContentHash.Size);
            System.Array.Resize(ref _views, rows * sizeof(int));
            System.Array.Resize(ref _features, rows * format.BytesPerRow);
        }

        key.Image.CopyTo(_images.AsSpan(row * ContentHash.Size));
        BitConverter.TryWriteBytes(_views.AsSpan(row * sizeof(int)), key.View);
    }

    /// <summary>The first rows as what a shard is made of; good until the next row is put.</summary>
    public RecordBatch ToBatch(int rows) => format.Batch(
        rows,
        _images.AsMemory(0, rows * ContentHash.Size),
        _views.AsMemory(0, rows * sizeof(int)),
        _features.AsMemory(0, rows * format.BytesPerRow));
}
