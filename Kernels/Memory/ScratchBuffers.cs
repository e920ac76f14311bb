using System.Collections.Concurrent;

namespace Transfer.Kernels;

/// <summary>A pool of buffers for intermediate results, as many as are in use at once. Thread-safe; owns the returned buffers.</summary>
internal sealed class ScratchBuffers : IDisposable
{
    private readonly ConcurrentBag<AlignedBuffer> _free = [];

    /// <summary>Takes a buffer of at least a length; it holds what its last user left.</summary>
    public AlignedBuffer Take(long length)
    {
        if (_free.TryTake(out var buffer))
        {
            if (buffer.Length >= length)
            {
                return buffer;
            }

            buffer.Dispose();
        }

        return new AlignedBuffer(length);
    }

    /// <summary>Returns a buffer that was taken.</summary>
    public void Return(AlignedBuffer buffer) => _free.Add(buffer);

    public void Dispose()
    {
        while (_free.TryTake(out var buffer))
        {
            buffer.Dispose();
        }
    }
}
