using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Transfer.Models;

/// <summary>
/// The buffers between a program and a GPU, bound to input and output of a session: pinned memory, which the GPU copies from and to by
/// itself. For one run at a time.
/// </summary>
internal sealed class DeviceBuffers : IDisposable
{
    private readonly InferenceSession _session;
    private readonly OrtMemoryInfo _memory;
    private readonly OrtAllocator _allocator;
    private readonly OrtIoBinding _binding;
    private OrtValue? _input;
    private OrtValue? _output;
    private int _count;

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

        _binding = session.CreateIoBinding();
    }

    /// <summary>Computes the features of a batch.</summary>
    /// <param name="images"><c>[count, 3, size, size]</c>.</param>
    /// <param name="features">Receives <c>[count, F]</c>.</param>
    /// <exception cref="OnnxRuntimeException">The run failed, such as for lack of memory on the device.</exception>
    public void Run(RunOptions options, ReadOnlySpan<float> images, int count, int size, Span<float> features)
    {
        if (count != _count)
        {
            // All batches but the last have the same size.
            Bind(count, size, features.Length / count);
        }

        images.CopyTo(_input!.GetTensorMutableDataAsSpan<float>());
        _session.RunWithBinding(options, _binding);
        _binding.SynchronizeBoundOutputs();
        _output!.GetTensorDataAsSpan<float>().CopyTo(features);
    }

    public void Dispose()
    {
        _binding.Dispose();
        _input?.Dispose();
        _output?.Dispose();
        _allocator.Dispose();
        _memory.Dispose();
    }

    private void Bind(int count, int size, int length)
    {
        _count = 0;
        _binding.ClearBoundInputs();
        _binding.ClearBoundOutputs();
        _input?.Dispose();
        _output?.Dispose();
        _output = null;
        _input = OrtValue.CreateAllocatedTensorValue(_allocator, TensorElementType.Float, [count, 3, size, size]);
        _output = OrtValue.CreateAllocatedTensorValue(_allocator, TensorElementType.Float, [count, length]);
        _binding.BindInput(_session.InputNames[0], _input);
        _binding.BindOutput(_session.OutputNames[0], _output);
        _count = count;
    }
}
