using Google.Protobuf;
using Transfer.Models.Onnx;

namespace Transfer.Models;

/// <summary>
/// Keeps ONNX Runtime from joining a <c>Pad</c> with zeros and the <c>MaxPool</c> after it, whose own padding is minus infinity: where
/// values are negative the border would be wrong (its optimizer <c>Pad_Fusion</c>, version 1.31.1). It joins zeros only, so the value
/// becomes the smallest normal number, in exported files as well.
/// </summary>
internal static class PoolPadding
{
    private const float Smallest = 1.17549435e-38f;
    private const int ValueIsInputSince = 11;

    // The same of float16.
    private static readonly byte[] SmallestHalf = [0x00, 0x04];

    public static void Keep(ModelProto model)
    {
        var graph = model.Graph;
        var pooled = graph.Node.Where(n => n.IsStandard() && n.OpType == "MaxPool").Select(n => n.Input[0]).ToHashSet();
        foreach (var pad in graph.Node.Where(n => n.IsStandard() && n.OpType == "Pad" && pooled.Contains(n.Output[0])
            && (n.Find("mode")?.S.ToStringUtf8() ?? "constant") == "constant"))
        {
            if (model.Opset() >= ValueIsInputSince)
            {
                UseInput(graph, pad);
            }
            else if (pad.Find("value") is { } value)
            {
                value.F = value.F == 0 ? Smallest : value.F;
            }
            else
            {
                pad.Attribute.Add(new AttributeProto { Name = "value", Type = AttributeProto.Types.AttributeType.Float, F = Smallest });
            }
        }
    }

    private static void UseInput(GraphProto graph, NodeProto pad)
    {
        var given = pad.Input.Count > 2 ? pad.Input[2] : "";
        var tensor = graph.Initializer.FirstOrDefault(t => t.Name == given);
        if ((given.Length > 0 && tensor is null) || (tensor is not null && (!tensor.IsFloat() || tensor.ToDoubles()[0] != 0)))
        {
            return;
        }

        var name = $"{pad.Output[0]}/smallest";
        var smallest = (TensorProto.Types.DataType)(tensor?.DataType ?? 0) == TensorProto.Types.DataType.Float16
            ? new TensorProto { Name = name, DataType = (int)TensorProto.Types.DataType.Float16, RawData = ByteString.CopyFrom(SmallestHalf) }
            : ProtoExtensions.Tensor(name, [Smallest]);
        graph.Initializer.Add(smallest);
        while (pad.Input.Count < 3)
        {
            pad.Input.Add("");
        }

        pad.Input[2] = name;
    }
}
