using static TorchSharp.torch;

namespace Transfer.Models.Training;

/// <summary>
/// <c>QuantizeLinear</c> and <c>DequantizeLinear</c>. Quantized values are float32 tensors of whole numbers, and their gradient is that of
/// the values before rounding: the straight-through estimator (Bengio et al., 2013).
/// </summary>
internal static class Quantization
{
    public static Tensor Quantize(NodeCall call)
    {
        var (low, high) = Range(call);
        var scaled = call.Float(0) / Along(call, 1);
        var rounded = scaled.Plus((scaled.round() - scaled).detach());
        return (call.Has(2) ? rounded.Plus(Along(call, 2)) : rounded).Between(low, high);
    }

    public static Tensor Dequantize(NodeCall call) =>
        (call.Has(2) ? call.Float(0) - Along(call, 2) : call.Float(0)) * Along(call, 1);

    /// <summary>A scale or a zero point, shaped to broadcast along the input.</summary>
    private static Tensor Along(NodeCall call, int index)
    {
        var (values, rank) = (call.Float(index), call[0].dim());
        var axis = call.AxisOf(1);
        var block = call.Long("block_size", 0);
        return values.numel() == 1 ? values.reshape([])
            : block > 0 ? values.repeat_interleave(block, axis).narrow(axis, 0, call[0].shape[axis])
            : values.reshape([.. Enumerable.Range(0, (int)rank).Select(i => i == axis ? values.numel() : 1)]);
    }

    private static (long Low, long High) Range(NodeCall call) => call.Has(2) ? call[2].dtype switch
    {
        ScalarType.Byte => (byte.MinValue, byte.MaxValue),
        ScalarType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
        var type => throw call.Wrong($"it quantizes to {type}, and int8 and uint8 are supported"),
    }
    : (byte.MinValue, byte.MaxValue);
}
