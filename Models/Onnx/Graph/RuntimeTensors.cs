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
    public static float[] ReadFloats(OrtValue value) =>
        value.IsTensor && value.GetTensorTypeAndShape().ElementDataType != TensorElementType.String
            ? GraphProbe.Read(value).ToFloats()
            : [];
}
