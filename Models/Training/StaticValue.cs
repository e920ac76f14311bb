using Transfer.Models.Onnx;
using DataType = Transfer.Models.Onnx.TensorProto.Types.DataType;

namespace Transfer.Models.Training;

/// <summary>
/// A small tensor that does not depend on the images, such as the shape that a <c>Reshape</c> reads. It is constant, or linear in the
/// batch size.
/// </summary>
/// <param name="Shape">Its dimensions.</param>
/// <param name="Type">Its ONNX type.</param>
/// <param name="Fixed">The values for a batch size of 0.</param>
/// <param name="PerImage">What each image of the batch adds; null when nothing.</param>
internal sealed record StaticValue(long[] Shape, DataType Type, double[] Fixed, double[]? PerImage)
{
    /// <summary>The value of an initializer.</summary>
    public static StaticValue Of(TensorProto tensor) => new([.. tensor.Dims], (DataType)tensor.DataType, tensor.ToDoubles(), null);

    /// <summary>The values for a batch size.</summary>
    public double[] At(long batch) => PerImage is null ? Fixed : [.. Fixed.Zip(PerImage, (value, perImage) => value + (perImage * batch))];
}
