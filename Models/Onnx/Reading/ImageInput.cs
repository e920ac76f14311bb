using Google.Protobuf.Collections;
using Transfer.Models.Onnx;

namespace Transfer.Models;

/// <summary>Finds the input that takes images.</summary>
internal static class ImageInput
{
    private const int Channels = 3;

    /// <exception cref="NotSupportedException">The network does not have exactly one input, of images.</exception>
    public static ValueInfoProto Find(GraphProto graph, string path)
    {
        if (graph.Input is [var only] && (IsChannelsLast(only) || Dims(only) is [_, { DimValue: Channels }, _, _]))
        {
            return only;
        }

        var found = graph.Input.Count > 0 ? string.Join(", ", graph.Input.Select(i => $"'{i.Name}' {Describe(i)}")) : "none";
        throw new NotSupportedException(
            $"'{path}' has no image input: its inputs are {found}. Expected one float input [N, 3, H, W] or [N, H, W, 3]; "
            + "export only the part of the network that classifies images.");
    }

    public static bool IsChannelsLast(ValueInfoProto input) =>
        Dims(input) is [_, var second, _, var fourth] && fourth.DimValue == Channels && second.DimValue != Channels;

    private static RepeatedField<TensorShapeProto.Types.Dimension> Dims(ValueInfoProto input) =>
        input.Type?.TensorType is { ElemType: (int)TensorProto.Types.DataType.Float, Shape: { } shape } ? shape.Dim : [];

    private static string Describe(ValueInfoProto input) => input.Type?.TensorType?.Shape is { } shape
        ? $"[{string.Join(", ", shape.Dim.Select(d => d.HasDimValue ? $"{d.DimValue}" : d.DimParam is { Length: > 0 } name ? name : "?"))}]"
        : "of unknown shape";
}
