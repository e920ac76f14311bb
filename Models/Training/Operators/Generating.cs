using static TorchSharp.torch;
using DataType = Transfer.Models.Onnx.TensorProto.Types.DataType;

namespace Transfer.Models.Training;

/// <summary>Operators that make a tensor of a size that follows from the batch.</summary>
internal static class Generating
{
    public static Tensor ConstantOfShape(NodeCall call)
    {
        var value = call.Node.Find("value")?.T;
        var number = value is null ? 0 : value.ToDoubles()[0];
        var type = value is null ? ScalarType.Float32 : Shaping.TypeOf((DataType)value.DataType)
            ?? throw call.Wrong($"it makes values of type {(DataType)value.DataType}");
        return tensor(number, device: call[0].device).to(type).expand(call.Longs(0));
    }

    public static Tensor Range(NodeCall call)
    {
        var (start, limit, step) = (call.Doubles(0)[0], call.Doubles(1)[0], call.Doubles(2)[0]);
        var count = (int)Math.Max(Math.Ceiling((limit - start) / step), 0);
        double[] values = [.. Enumerable.Range(0, count).Select(i => start + (i * step))];
        return tensor(values, device: call[0].device).to(call[0].dtype);
    }
}
