using Google.Protobuf.Collections;
using Transfer.Models.Onnx;

namespace Transfer.Models;

/// <summary>Finds the input that takes images.</summary>
internal static class ImageInput
{
    private const int Channels = 3;

    public static ValueInfoProto Find(GraphProto graph, string path)
    {
        if (graph.Input is [var only] && (IsChannelsFirst(only) || IsChannelsLast(only)))
        {
            return only;
        }

        var found = string.Join(", ", graph.Input.Select(i => $"'{i.Name}' {Describe(i)}"));
        throw new NotSupportedException(
            $"'{path}' has no image input: its inputs are {(found.Length > 0 ? found : "none")}. Expected one float input [N, 3, H, W] or [N, H, W, 3]; export the image-classification part of the network alone.");
    }

    public static bool IsChannelsLast(ValueInfoProto input) =>
        Dims(input) is [_, var second, _, var fourth] && fourth.DimValue == Channels && second.DimValue != Channels;

    private static bool IsChannelsFirst(ValueInfoProto input) => Dims(input) is [_, { DimValue: Channels }, _, _];

    private static RepeatedField<TensorShapeProto.Types.Dimension> Dims(ValueInfoProto input) =>
        input.Type?.TensorType is { ElemType: (int)TensorProto.Types.DataType.Float, Shape: { } shape } ? shape.Dim : [];

    private static string Describe(ValueInfoProto input) => input.Type?.TensorType?.Shape is { } shape
        ? $"[{string.Join(", ", shape.Dim.Select(d => d.HasDimValue ? $"{d.DimValue}" : d.DimParam is { Length: > 0 } name ? name : "?"))}]"
        : "of unknown shape";
}
