using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Transfer.Models;

/// <summary>What a run of a network tells of one of its tensors.</summary>
/// <param name="Shape">The shape with the batch, which is 1; empty for what is no tensor.</param>
/// <param name="IsFloat">Whether it holds floats, of any number of bits.</param>
/// <param name="IsFloat32">Whether they have 32 bits.</param>
internal sealed record MeasuredTensor(int[] Shape, bool IsFloat, bool IsFloat32)
{
    public static MeasuredTensor Of(OrtValue value)
    {
        if (!value.IsTensor)
        {
            return new MeasuredTensor([], false, false);
        }

        var info = value.GetTensorTypeAndShape();
        return Of([.. info.Shape.Select(d => (int)d)], info.ElementDataType);
    }

    public static MeasuredTensor Of(int[] shape, TensorElementType type) => new(
        shape,
        type is TensorElementType.Float or TensorElementType.Float16 or TensorElementType.BFloat16 or TensorElementType.Double,
        type == TensorElementType.Float);
}
