using Google.Protobuf;
using Transfer.Models.Onnx;

namespace Transfer.Tests.Support;

/// <summary>Damages an ONNX file: its bytes, or one value, name, shape, node or tensor of it.</summary>
internal static class OnnxMutator
{
    private static readonly long[] Numbers =
        [0, 1, -1, -5, 2, 3, 7, 1000, 65_536, int.MaxValue, 1L << 31, 1L << 40, long.MaxValue, long.MinValue];

    private static readonly float[] Floats = [0, -1, 1e30f, -1e30f, float.NaN, float.PositiveInfinity];

    private static readonly string[] Operators =
    [
        "Add", "AveragePool", "BatchNormalization", "Cast", "Concat", "ConstantOfShape", "Conv", "ConvTranspose", "DequantizeLinear", "Div",
        "Expand", "Flatten", "Gather", "Gemm", "GlobalAveragePool", "Identity", "LayerNormalization", "MatMul", "MaxPool", "Mod", "Pad",
        "Pow", "QuantizeLinear", "Range", "ReduceMean", "Relu", "Reshape", "Resize", "Shape", "Slice", "Softmax", "Split", "Squeeze",
        "Tile", "TopK", "Transpose", "Unsqueeze", "Where", "NoSuchOperator", "",
    ];

    /// <param name="model">The content of a file.</param>
    /// <param name="seed">Decides what is changed; equal seeds change the same.</param>
    public static byte[] Mutate(byte[] model, long seed)
    {
        var random = new SeededRandom(seed, 0x6F6E);
        if (random.Next(4) == 0)
        {
            return ByteMutator.Mutate(model, seed);
        }

        var damaged = ModelProto.Parser.ParseFrom(model);
        for (var changes = 1 + random.Next(2); changes > 0; changes--)
        {
            Change(damaged, random);
        }

        return damaged.ToByteArray();
    }

    private static void Change(ModelProto model, SeededRandom random)
    {
        var graph = model.Graph;
        var attributes = graph.Node.SelectMany(n => n.Attribute).ToList();
        switch (random.Next(12))
        {
            case 0 when graph.Initializer.Count > 0:
                Change(Pick(graph.Initializer, random), random);
                break;
            case 1 when graph.Initializer.Count > 0:
                Values(Pick(graph.Initializer, random), random);
                break;
            case 2 when attributes.Count > 0:
                Change(Pick(attributes, random), random);
                break;
            case 3:
                var dims = Pick(graph.Input.Concat(graph.Output).ToList(), random).Type?.TensorType?.Shape?.Dim;
                if (dims?.Count > 0)
                {
                    Pick(dims, random).DimValue = Pick(Numbers, random);
                }

                break;
            case 4:
                // A cycle, or an order that is none.
                Rewire(Pick(graph.Node, random), Pick(graph.Node, random).Output, random);
                break;
            case 5:
                Rewire(Pick(graph.Node, random), graph.Initializer.Select(t => t.Name).Append("").Append("unknown").ToList(), random);
                break;
            case 6:
                Pick(graph.Node, random).OpType = Pick(Operators, random);
                break;
            case 7:
                graph.Node.Remove(Pick(graph.Node, random));
                break;
            case 8:
                graph.Node.Insert(random.Next(graph.Node.Count), Pick(graph.Node, random).Clone());
                break;
            case 9:
                var moved = Pick(graph.Node, random);
                graph.Node.Remove(moved);
                graph.Node.Insert(random.Next(graph.Node.Count + 1), moved);
                break;
            case 10:
                Pick(model.OpsetImport, random).Version = Pick([0, 1, 6, 7, 9, 11, 13, 18, 23, 99, long.MaxValue], random);
                break;
            default:
                var tensor = Pick(graph.Input.Concat(graph.Output).ToList(), random).Type?.TensorType;
                if (tensor is not null)
                {
                    tensor.ElemType = random.Next(30);
                }

                break;
        }
    }

    private static void Change(TensorProto tensor, SeededRandom random)
    {
        switch (random.Next(5))
        {
            case 0 when tensor.Dims.Count > 0:
                tensor.Dims[random.Next(tensor.Dims.Count)] = Pick(Numbers, random);
                break;
            case 1:
                tensor.Dims.Insert(random.Next(tensor.Dims.Count + 1), Pick(Numbers, random));
                break;
            case 2 when tensor.Dims.Count > 0:
                tensor.Dims.RemoveAt(random.Next(tensor.Dims.Count));
                break;
            case 3:
                tensor.RawData = ByteString.CopyFrom(tensor.RawData.Span[..random.Next(tensor.RawData.Length + 1)]);
                break;
            default:
                tensor.DataType = random.Next(30);
                break;
        }
    }

    /// <summary>Other values, all of the type: of a shape, of pads, of a scale.</summary>
    private static void Values(TensorProto tensor, SeededRandom random)
    {
        var bytes = tensor.RawData.ToByteArray();
        if (bytes.Length >= sizeof(long) && tensor.DataType == (int)TensorProto.Types.DataType.Int64)
        {
            var at = random.Next(bytes.Length / sizeof(long)) * sizeof(long);
            BitConverter.TryWriteBytes(bytes.AsSpan(at), Pick(Numbers, random));
        }
        else if (bytes.Length >= sizeof(float))
        {
            BitConverter.TryWriteBytes(bytes.AsSpan(random.Next(bytes.Length / sizeof(float)) * sizeof(float)), Pick(Floats, random));
        }

        tensor.RawData = ByteString.CopyFrom(bytes);
    }

    private static void Change(AttributeProto attribute, SeededRandom random)
    {
        switch (random.Next(5))
        {
            case 0:
                attribute.Name = Pick(["axis", "group", "to", "unknown", ""], random);
                break;
            case 1 when attribute.Ints.Count > 0:
                attribute.Ints.RemoveAt(0);
                break;
            case 2:
                attribute.Type = (AttributeProto.Types.AttributeType)random.Next(13);
                break;
            default:
                if (attribute.Ints.Count > 0)
                {
                    attribute.Ints[random.Next(attribute.Ints.Count)] = Pick(Numbers, random);
                }
                else if (attribute.HasI)
                {
                    attribute.I = Pick(Numbers, random);
                }
                else if (attribute.HasF)
                {
                    attribute.F = Pick(Floats, random);
                }
                else if (attribute.T is { } tensor)
                {
                    Change(tensor, random);
                }

                break;
        }
    }

    private static void Rewire(NodeProto node, IList<string> names, SeededRandom random)
    {
        if (node.Input.Count > 0 && names.Count > 0)
        {
            node.Input[random.Next(node.Input.Count)] = Pick(names, random);
        }
    }

    private static T Pick<T>(IList<T> items, SeededRandom random) => items[random.Next(items.Count)];
}
