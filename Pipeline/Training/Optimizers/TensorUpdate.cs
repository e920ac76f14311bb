using System.Runtime.InteropServices;
using TorchSharp;
using Transfer.Kernels;
using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>Applies an optimizer's rule to a weight: in one pass on the processor, with tensor operations elsewhere.</summary>
internal static class TensorUpdate
{
    /// <param name="memories">As many as the rule has; updated in place.</param>
    /// <param name="shrink">The factor of the weight before the step: decoupled weight decay.</param>
    public static void Apply<TRule>(TRule rule, Tensor weight, Tensor gradient, Tensor[] memories, float shrink)
        where TRule : struct, IUpdateRule
    {
        if (weight.device_type == DeviceType.CPU && weight.dtype == ScalarType.Float32 && weight.is_contiguous())
        {
            var spans = new WeightSpans
            {
                Weight = Span(weight),
                Gradient = Span(gradient.contiguous()),
                First = MemorySpan(0),
                Second = MemorySpan(1),
                Third = MemorySpan(2),
            };
            WeightUpdate.Run(rule, spans, shrink);
            return;
        }

        var (first, second, third) = (MemoryTensor(0), MemoryTensor(1), MemoryTensor(2));
        var updated = rule.Step(
            new TensorNumbers(shrink == 1 ? weight : weight * shrink), new TensorNumbers(gradient), ref first, ref second, ref third);
        weight.copy_(updated.Values);
        foreach (var (memory, value) in memories.Zip([first, second, third]))
        {
            memory.copy_(value.Values);
        }

        Span<float> MemorySpan(int index) => index < memories.Length ? Span(memories[index]) : [];

        TensorNumbers MemoryTensor(int index) => index < memories.Length ? new TensorNumbers(memories[index]) : default;
    }

    private static Span<float> Span(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);
}
