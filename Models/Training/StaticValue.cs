using Transfer.Models.Onnx;

namespace Transfer.Models;

/// <summary>
/// A small tensor that no image changes, such as the shape that a <c>Reshape</c> asks for: constant but for the batch, in which it
/// is linear.
/// </summary>
/// <param name="Shape">Its dimensions.</param>
/// <param name="Type">Its ONNX type.</param>
/// <param name="Fixed">The values at a batch of none.</param>
/// <param name="PerImage">What each image of the batch adds; null when nothing.</param>
internal sealed record StaticValue(long[] Shape, TensorProto.Types.DataType Type, double[] Fixed, double[]? PerImage)
{
    /// <summary>An initializer as it stands in the file.</summary>
    public static StaticValue Of(TensorProto tensor) => new([.. tensor.Dims], (TensorProto.Types.DataType)tensor.DataType, tensor.ToDoubles(), null);

    /// <summary>The values for a batch.</summary>
    public double[] At(long batch)
    {
        if (PerImage is null)
        {
            return Fixed;
        }

        var values = new double[Fixed.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Fixed[i] + (PerImage[i] * batch);
        }

        return values;
    }
}
