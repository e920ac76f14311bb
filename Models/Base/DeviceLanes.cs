using System.Collections.Concurrent;
using Microsoft.ML.OnnxRuntime;

namespace Transfer.Models;

/// <summary>Buffers for as many runs as go on at the same time; each run takes some and gives them back.</summary>
internal sealed class DeviceLanes(InferenceSession session, Device device) : IDisposable
{
    private readonly ConcurrentBag<DeviceBuffers> _free = [];

    /// <inheritdoc cref="DeviceBuffers.Run"/>
    public void Run(RunOptions options, ReadOnlySpan<float> images, int count, int size, Span<float> features)
    {
        var buffers = _free.TryTake(out var used) ? used : new DeviceBuffers(session, device);
        try
        {
            buffers.Run(options, images, count, size, features);
        }
        finally
        {
            _free.Add(buffers);
        }
    }

    /// <summary>Forgets the largest batch, for which all further runs would have room.</summary>
    public void Shrink()
    {
        while (_free.TryTake(out var buffers))
        {
            buffers.Dispose();
        }
    }

    /// <summary>Only after all runs have ended.</summary>
    public void Dispose() => Shrink();
}
