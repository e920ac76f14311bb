namespace Transfer.Pipeline.Features;

/// <summary>A limit to the bytes of files in memory. A file larger than the limit is let in when nothing else is there.</summary>
internal sealed class MemoryLimit(long limit)
{
    private readonly object _gate = new();
    private long _used;

    /// <summary>Waits until there is room.</summary>
    /// <exception cref="OperationCanceledException">It was stopped while it waited.</exception>
    public void Acquire(long bytes, CancellationToken stop)
    {
        using var wake = stop.Register(() => Release(0));
        lock (_gate)
        {
            while (_used > 0 && _used + bytes > limit)
            {
                stop.ThrowIfCancellationRequested();
                Monitor.Wait(_gate);
            }

            _used += bytes;
        }
    }

    public void Release(long bytes)
    {
        lock (_gate)
        {
            _used -= bytes;
            Monitor.PulseAll(_gate);
        }
    }
}
