namespace Transfer.FeatureCache;

/// <summary>
/// Collects rows and closes them into shards. Rows can be read through the store once their shard is closed. Several writers, in
/// one process or in many, may write to one store at once; one writer belongs to one thread at a time.
/// </summary>
public sealed class FeatureWriter : IDisposable
{
    private readonly FeatureStore _store;
    private readonly HashSet<FeatureKey> _pending = [];
    private readonly int _capacity;
    private readonly TimeSpan _longestWait;
    private readonly RowBuffers _buffers;
    private long _started;
    private bool _disposed;

    internal FeatureWriter(FeatureStore store, FeatureWriterOptions options)
    {
        _store = store;
        _capacity = options.RowsFor(store.Format.BytesPerRow);
        _longestWait = options.LongestWait;
        _buffers = new RowBuffers(store.Format, _capacity);
    }

    /// <summary>Adds a row, and closes a shard when it is full or its first row has waited long enough.</summary>
    /// <param name="key">Which image and view it belongs to.</param>
    /// <param name="row">The features, as many as the store's <see cref="FeatureStore.RowLength"/>; copied.</param>
    /// <returns>False when the store or this writer has the key already; the row that came first stays.</returns>
    /// <exception cref="ArgumentException">The row has another length, or the view is negative.</exception>
    /// <exception cref="InvalidDataException">A number is beyond the range of the store's type.</exception>
    /// <exception cref="IOException">A full shard could not be written; its rows are kept for the next <see cref="Flush"/>.</exception>
    /// <exception cref="ObjectDisposedException">The writer or its store is disposed.</exception>
    public bool Append(FeatureKey key, ReadOnlySpan<float> row)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (row.Length != _store.RowLength)
        {
            throw new ArgumentException(
                $"The row has {row.Length} numbers, but this store's rows have {_store.RowLength} (shape {_store.ShapeText}).",
                nameof(row));
        }

        ArgumentOutOfRangeException.ThrowIfNegative(key.View, nameof(key));
        if (_store.Contains(key) || _pending.Contains(key))
        {
            return false;
        }

        // Still full only when the last attempt to write the shard failed.
        if (_pending.Count == _capacity)
        {
            Flush();
        }

        var index = _pending.Count;
        _buffers.Put(index, key);
        RowEncoding.Encode(_store.Type, row, _buffers.Features(index));
        _started = index == 0 ? _store.Time.GetTimestamp() : _started;
        _pending.Add(key);
        if (_pending.Count == _capacity || _store.Time.GetElapsedTime(_started) >= _longestWait)
        {
            Flush();
        }

        return true;
    }

    /// <summary>Closes a shard with the rows so far, when there are any.</summary>
    /// <exception cref="IOException">It could not be written (a full disk); the rows are kept, and no half shard is left.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    /// <exception cref="ObjectDisposedException">The writer is disposed.</exception>
    public void Flush()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_pending.Count > 0)
        {
            using (var batch = _buffers.ToBatch(_pending.Count))
            {
                _store.Write(batch);
            }

            _pending.Clear();
        }
    }

    /// <summary>Closes the last shard. The rows are written even when the store was disposed first.</summary>
    /// <exception cref="IOException">It could not be written; its rows are lost.</exception>
    public void Dispose()
    {
        if (!_disposed)
        {
            try
            {
                Flush();
            }
            finally
            {
                _disposed = true;
            }
        }
    }
}
