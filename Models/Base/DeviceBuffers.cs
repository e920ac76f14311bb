using System.Numerics;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Transfer.Models;

/// <summary>
/// The images and features of one run at a time on a GPU. Images lie in pinned memory, which the GPU reads by itself; copying from other
/// memory takes longer than many a network.
/// </summary>
/// <remarks>
/// A GPU looks for its algorithms at each batch size, which takes longer than many runs. So a run has 1, 2, 4, … rows, and never fewer
/// than one before: rows behind the images are computed as well, and ignored.
/// </remarks>
internal sealed class DeviceBuffers : IDisposable
{
    private readonly InferenceSession _session;
    private readonly OrtMemoryInfo _memory;
    private readonly OrtAllocator _allocator;
    private OrtMemoryAllocation? _pinned;
    private OrtValue? _images;
    private OrtValue? _features;
    private int _rows;

    /// <param name="session">With one input and one output; stays its owner's.</param>
    /// <param name="device">Where it runs. On the processor the memory is ordinary.</param>
    /// <exception cref="OnnxRuntimeException">The device has no such memory.</exception>
    public DeviceBuffers(InferenceSession session, Device device)
    {
        _session = session;
        _memory = device.Kind == DeviceKind.Cuda
            ? new OrtMemoryInfo(
                OrtMemoryInfo.allocatorCUDA_PINNED, OrtAllocatorType.DeviceAllocator, device.Index, OrtMemType.CpuOutput)
            : new OrtMemoryInfo(OrtMemoryInfo.allocatorCPU, OrtAllocatorType.DeviceAllocator, 0, OrtMemType.Default);
        try
        {
            _allocator = new OrtAllocator(session, _memory);
        }
        catch
        {
            _memory.Dispose();
            throw;
        }
    }

    /// <summary>Computes the features of a batch.</summary>
    /// <param name="images"><c>[count, 3, size, size]</c>.</param>
    /// <param name="features">Receives <c>[count, F]</c>.</param>
    /// <exception cref="OnnxRuntimeException">The run failed, such as for lack of memory on the device.</exception>
    public void Run(RunOptions options, ReadOnlySpan<float> images, int count, int size, Span<float> features)
    {
        if (count > _rows)
        {
            Reserve((int)BitOperations.RoundUpToPowerOf2((uint)count), size, features.Length / count);
        }

        images.CopyTo(_images!.GetTensorMutableDataAsSpan<float>());
        _session.Run(options, _session.InputNames, [_images], _session.OutputNames, [_features!]);
        _features!.GetTensorDataAsSpan<float>()[..features.Length].CopyTo(features);
    }

    public void Dispose()
    {
        Free();
        _allocator.Dispose();
        _memory.Dispose();
    }

    private void Reserve(int rows, int size, int length)
    {
        Free();
        var bytes = checked((uint)(rows * 3L * size * size * sizeof(float)));
        _pinned = _allocator.Allocate(bytes);
        // As memory of the processor: by its own name ONNX Runtime takes pinned memory for that of the GPU, and does not copy from it.
        _images = OrtValue.CreateTensorValueWithData(
            OrtMemoryInfo.DefaultInstance, TensorElementType.Float, [rows, 3, size, size], _pinned.DangerousGetHandle(), bytes);
        _images.GetTensorMutableDataAsSpan<float>().Clear();
        // Ordinary memory, so that a run does not end before its features are there.
        _features = OrtValue.CreateTensorValueFromMemory(new float[rows * length], [rows, length]);
        _rows = rows;
    }

    private void Free()
    {
        _rows = 0;
        _features?.Dispose();
        _images?.Dispose();
        _pinned?.Dispose();
        (_features, _images, _pinned) = (null, null, null);
    }
}
