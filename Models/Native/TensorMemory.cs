using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Transfer.Models;

internal static class TensorMemory
{
    /// <summary>The values of a contiguous float32 tensor on the processor, where they lie.</summary>
    public static Span<float> Floats(this Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);
}
