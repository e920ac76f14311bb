using Google.Protobuf.Collections;
using Transfer.Models.Onnx;
using DataType = Transfer.Models.Onnx.TensorProto.Types.DataType;
using Dimension = Transfer.Models.Onnx.TensorShapeProto.Types.Dimension;

namespace Transfer.Models;

/// <summary>The input that takes images, as the file describes it.</summary>
/// <param name="Value">Its entry in the graph.</param>
/// <param name="IsChannelsLast">Whether it is <c>[N, H, W, 3]</c> and not <c>[N, 3, H, W]</c>.</param>
internal sealed record ImageInput(ValueInfoProto Value, bool IsChannelsLast)
{
    private const int Channels = 3;
    private const int Rank = 4;

    public string Name => Value.Name;

    public DataType Type => (DataType)Value.Type.TensorType.ElemType;

    /// <summary>The batch size that the file is written for; null when it is free. Exporters also write 0 and -1 for a free size.</summary>
    public long? Batch => Known(Dims[0]);

    /// <summary>Height and width; null when they are free or differ.</summary>
    public int? Size => (IsChannelsLast ? Dims.Skip(1) : Dims.Skip(2)).Take(2).Select(Known).ToArray() is [{ } height, { } width]
        && height == width && height <= int.MaxValue ? (int)height : null;

    private RepeatedField<Dimension> Dims => Value.Type.TensorType.Shape.Dim;

    /// <summary>The same images with a batch size of one.</summary>
    public ImageInput ForOne()
    {
        var value = Value.Clone();
        value.Type.TensorType.Shape.Dim[0] = new Dimension { DimValue = 1 };
        return this with { Value = value };
    }

    /// <param name="graph">The graph, whose constants are initializers.</param>
    /// <param name="path">Its file, for the message.</param>
    /// <exception cref="NotSupportedException">The network does not have exactly one input, of images.</exception>
    public static ImageInput Find(GraphProto graph, string path)
    {
        if (graph.Input is [{ Type.TensorType: { Shape.Dim: { Count: Rank } dims } tensor } only]
            && (DataType)tensor.ElemType is DataType.Float or DataType.Float16 or DataType.Double or DataType.Uint8)
        {
            switch (Known(dims[1]), Known(dims[3]))
            {
                case (Channels, _):
                    return new ImageInput(only, IsChannelsLast: false);
                case (_, Channels):
                    return new ImageInput(only, IsChannelsLast: true);
                // Hugging Face's exporters leave the channels free. The first convolution tells.
                case (null, _) when FirstConvolution(graph, only.Name) is [_, Channels, _, _]:
                    return new ImageInput(only, IsChannelsLast: false);
            }
        }

        var found = graph.Input.Count > 0 ? string.Join(", ", graph.Input.Select(i => $"'{i.Name}' {Describe(i)}")) : "none";
        throw new NotSupportedException(
            $"'{path}' has no image input: its inputs are {found}. Expected one input [N, 3, H, W] or [N, H, W, 3] of floats or bytes; "
            + "export only the part of the network that classifies images.");
    }

    /// <summary>The size of a dimension; null when it is free.</summary>
    public static long? Known(Dimension dim) => dim.HasDimValue && dim.DimValue > 0 ? dim.DimValue : null;

    /// <summary>The shape of the first kernel that images meet before anything changes their shape; null where there is none.</summary>
    private static RepeatedField<long>? FirstConvolution(GraphProto graph, string input)
    {
        var images = new HashSet<string> { input };
        foreach (var node in graph.Node.Where(n => n.IsStandard() && n.Input.Any(images.Contains)))
        {
            switch (node.OpType)
            {
                case "Conv":
                    return graph.Initializer.FirstOrDefault(t => t.Name == node.Input[1])?.Dims;
                case "Cast" or "Identity" or "Sub" or "Mul" or "Div" or "Add" or "Clip" or "Pad" or "Resize" or "BatchNormalization":
                    images.UnionWith(node.Output);
                    break;
            }
        }

        return null;
    }

    private static string Describe(ValueInfoProto input) => input.Type?.TensorType?.Shape is { } shape
        ? $"[{string.Join(", ", shape.Dim.Select(d => d.HasDimValue ? $"{d.DimValue}" : d.DimParam is { Length: > 0 } name ? name : "?"))}]"
        : "of unknown shape";
}
