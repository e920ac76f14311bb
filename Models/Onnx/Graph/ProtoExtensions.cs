using System.Globalization;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Transfer.Models.Onnx;
using AttributeType = Transfer.Models.Onnx.AttributeProto.Types.AttributeType;
using DataType = Transfer.Models.Onnx.TensorProto.Types.DataType;
using Dimension = Transfer.Models.Onnx.TensorShapeProto.Types.Dimension;

namespace Transfer.Models;

/// <summary>Reads and creates ONNX messages.</summary>
internal static class ProtoExtensions
{
    public static AttributeProto? Find(this NodeProto node, string name) => node.Attribute.FirstOrDefault(a => a.Name == name);

    public static long Int(this NodeProto node, string name, long otherwise) => node.Find(name) is { HasI: true } a ? a.I : otherwise;

    public static bool IsStandard(this NodeProto node) => node.Domain is "" or "ai.onnx";

    /// <summary>All tensors that a node reads, including those that its inner graphs read from outside.</summary>
    public static IEnumerable<string> Reads(this NodeProto node) => node.Input.Where(i => i.Length > 0)
        .Concat(node.Attribute.Where(a => a.G is not null).SelectMany(a => a.G.Node).SelectMany(inner => inner.Reads()));

    public static Dictionary<string, string> Metadata(this ModelProto model) =>
        model.MetadataProps.GroupBy(p => p.Key).ToDictionary(g => g.Key, g => g.Last().Value);

    /// <summary>The version of the standard operators; 0 where the file has none.</summary>
    public static long Opset(this ModelProto model) => model.OpsetImport.FirstOrDefault(o => o.Domain is "" or "ai.onnx")?.Version ?? 0;

    public static long ElementCount(this TensorProto tensor) => tensor.Dims.Product();

    public static bool IsFloat(this TensorProto tensor) =>
        (DataType)tensor.DataType is DataType.Float or DataType.Float16 or DataType.Bfloat16 or DataType.Double;

    /// <summary>Whether an initializer could be trained: floats, and more than one. A single number is a setting.</summary>
    public static bool IsWeight(this TensorProto tensor) => tensor.IsFloat() && tensor.ElementCount() > 1;

    /// <summary>The values of a small integer tensor, such as a shape.</summary>
    public static long[] ToInt64(this TensorProto tensor) => Array.ConvertAll(tensor.ToDoubles(), v => (long)v);

    /// <summary>The values of a float tensor.</summary>
    public static float[] ToFloats(this TensorProto tensor) => (DataType)tensor.DataType == DataType.Float && tensor.FloatData.Count == 0
        ? MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray()
        : Array.ConvertAll(tensor.ToDoubles(), v => (float)v);

    /// <summary>The values of a numeric tensor, in whichever field the file stores them.</summary>
    /// <exception cref="NotSupportedException">The type is not one that Transfer reads.</exception>
    public static double[] ToDoubles(this TensorProto tensor) => (DataType)tensor.DataType switch
    {
        DataType.Float => [.. Stored(tensor.FloatData, tensor).Select(v => (double)v)],
        DataType.Double => [.. Stored(tensor.DoubleData, tensor)],
        DataType.Int64 => [.. Stored(tensor.Int64Data, tensor).Select(v => (double)v)],
        DataType.Int32 => [.. Stored(tensor.Int32Data, tensor).Select(v => (double)v)],
        DataType.Bool when tensor.Int32Data.Count == 0 => [.. tensor.RawData.Select(v => (double)v)],
        DataType.Bool => [.. tensor.Int32Data.Select(v => (double)v)],
        DataType.Float16 => [.. HalfBits(tensor).Select(v => (double)BitConverter.UInt16BitsToHalf(v))],
        DataType.Bfloat16 => [.. HalfBits(tensor).Select(v => (double)BitConverter.Int32BitsToSingle(v << 16))],
        var type => throw new NotSupportedException(
            $"The tensor '{tensor.Name}' holds {type}, which Transfer does not read. Export the network with float32 weights."),
    };

    public static TensorProto Tensor(string name, ReadOnlySpan<float> values, params ReadOnlySpan<long> dims) =>
        Tensor(name, DataType.Float, MemoryMarshal.AsBytes(values), dims);

    public static TensorProto Tensor(string name, ReadOnlySpan<long> values) =>
        Tensor(name, DataType.Int64, MemoryMarshal.AsBytes(values), [values.Length]);

    public static NodeProto Node(
        string operatorName, IEnumerable<string> inputs, string output, params IEnumerable<(string Name, long[] Value)> attributes) => new()
        {
            OpType = operatorName,
            Name = output,
            Input = { inputs },
            Output = { output },
            Attribute =
            {
                attributes.Select(a => a.Value.Length == 1
                    ? new AttributeProto { Name = a.Name, Type = AttributeType.Int, I = a.Value[0] }
                    : new AttributeProto { Name = a.Name, Type = AttributeType.Ints, Ints = { a.Value } }),
            },
        };

    /// <summary>A node that gives stored integers.</summary>
    public static NodeProto Constant(string output, ReadOnlySpan<long> values) => new()
    {
        OpType = "Constant",
        Name = output,
        Output = { output },
        Attribute = { new AttributeProto { Name = "value", Type = AttributeType.Tensor, T = Tensor(output, values) } },
    };

    /// <summary>The description of a float tensor; a dimension is a number or a name. Without dimensions the shape is left open.</summary>
    public static ValueInfoProto FloatValue(string name, params IReadOnlyCollection<object> dims)
    {
        var tensor = new TypeProto.Types.Tensor { ElemType = (int)DataType.Float };
        if (dims.Count > 0)
        {
            tensor.Shape = new TensorShapeProto { Dim = { dims.Select(ToDimension) } };
        }

        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = tensor } };
    }

    private static Dimension ToDimension(object dim) => dim is string symbol
        ? new Dimension { DimParam = symbol }
        : new Dimension { DimValue = Convert.ToInt64(dim, CultureInfo.InvariantCulture) };

    private static TensorProto Tensor(string name, DataType type, ReadOnlySpan<byte> values, ReadOnlySpan<long> dims) =>
        new() { Name = name, DataType = (int)type, RawData = ByteString.CopyFrom(values), Dims = { dims.ToArray() } };

    private static IEnumerable<T> Stored<T>(RepeatedField<T> values, TensorProto tensor)
        where T : unmanaged => values.Count > 0 ? values : MemoryMarshal.Cast<byte, T>(tensor.RawData.Span).ToArray();

    private static IEnumerable<ushort> HalfBits(TensorProto tensor) => tensor.Int32Data.Count > 0
        ? tensor.Int32Data.Select(v => (ushort)v)
        : MemoryMarshal.Cast<byte, ushort>(tensor.RawData.Span).ToArray();
}
