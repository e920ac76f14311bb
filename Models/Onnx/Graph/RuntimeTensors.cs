using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Transfer.Models;

/// <summary>Floats to and from the tensors of ONNX Runtime, whatever their type.</summary>
internal static class RuntimeTensors
{
    /// <exception cref="NotSupportedException">The type is not one that images have.</exception>
    public static OrtValue Create(float[] values, long[] shape, TensorElementType type) => type switch
    {
        TensorElementType.Float => OrtValue.CreateTensorValueFromMemory(values, shape),
        TensorElementType.Double => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(values, v => (double)v), shape),
        TensorElementType.Float16 => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(values, v => (Float16)v), shape),
        TensorElementType.UInt8 => OrtValue.CreateTensorValueFromMemory(
            Array.ConvertAll(values, v => (byte)Math.Clamp(MathF.Round(v), byte.MinValue, byte.MaxValue)), shape),
        _ => throw new NotSupportedException($"Images of the type {type} are not supported; expected floats or bytes."),
    };

    /// <summary>The values of a numeric tensor; empty for others.</summary>
    public static float[] ReadFloats(OrtValue value) => !value.IsTensor ? [] : value.GetTensorTypeAndShape().ElementDataType switch
    {
        TensorElementType.Float => value.GetTensorDataAsSpan<float>().ToArray(),
        TensorElementType.Double => Convert<double>(value, v => (float)v),
        TensorElementType.Float16 => Convert<Float16>(value, v => (float)v),
        TensorElementType.BFloat16 => Convert<BFloat16>(value, v => (float)v),
        TensorElementType.Int64 => Convert<long>(value, v => v),
        TensorElementType.Int32 => Convert<int>(value, v => v),
        TensorElementType.Int8 => Convert<sbyte>(value, v => v),
        TensorElementType.UInt8 => Convert<byte>(value, v => v),
        TensorElementType.Bool => Convert<bool>(value, v => v ? 1 : 0),
        _ => [],
    };

    private static float[] Convert<T>(OrtValue value, Converter<T, float> convert)
        where T : unmanaged => Array.ConvertAll(value.GetTensorDataAsSpan<T>().ToArray(), convert);
}
