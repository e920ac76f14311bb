using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace Transfer.Models.Training;

internal static class TensorAddress
{
    /// <summary>Where a contiguous tensor's values lie.</summary>
    public static unsafe nint Address(this Tensor tensor) => (nint)Unsafe.AsPointer(ref tensor.bytes.GetPinnableReference());
}
