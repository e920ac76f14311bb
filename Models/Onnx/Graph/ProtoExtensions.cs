using System.Runtime.InteropServices;
using Google.Protobuf;
using Transfer.Models.Onnx;

namespace Transfer.Models;

/// <summary>Short ways to read and make ONNX messages.</summary>
internal static class ProtoExtensions
{
    public static AttributeProto? Find(this NodeProto node, string name) => node.Attribute.FirstOrDefault(a => a.Name == name);

    public static long Int(this NodeProto node, string name, long otherwise) => node.Find(name) is { HasI: true } a ? a.I : otherwise;

    public static bool IsStandard(this NodeProto node) => node.Domain is "" or "ai.onnx";

    /// <summary>Every tensor that a node reads, those that its inner graphs take from outside included.</summary>
    public static IEnumerable<string> Reads(this NodeProto node)
    {
        foreach (var input in node.Input.Where(i => i.Length > 0))
        {
            yield return input;
        }

        foreach (var inner in node.Attribute.Where(a => a.G is not null).SelectMany(a => a.G.Node))
        {
            foreach (var input in inner.Reads())
            {
                yield return input;
            }
        }
    }

    public static long ElementCount(this TensorProto tensor) => tensor.Dims.Aggregate(1L, (product, dim) => product * dim);

    public static bool IsFloat(this TensorProto tensor) =>
        (TensorProto.Types.DataType)tensor.DataType is TensorProto.Types.DataType.Float or TensorProto.Types.DataType.Float16
            or TensorProto.Types.DataType.Bfloat16 or TensorProto.Types.DataType.Double;

    /// <summary>The values of a small integer tensor, such as a shape.</summary>
    public static long[] ToInt64(this TensorProto tensor) => Array.ConvertAll(tensor.ToDoubles(), v => (long)v);

    /// <summary>The values of a float tensor.</summary>
    public static float[] ToFloats(this TensorProto tensor) =>
        (TensorProto.Types.DataType)tensor.DataType == TensorProto.Types.DataType.Float && tensor.FloatData.Count == 0
            ? MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray()
            : Array.ConvertAll(tensor.ToDoubles(), v => (float)v);

    /// <summary>The values of a tensor of any numeric type, however the file holds them.</summary>
    /// <exception cref="NotSupportedException">The type holds no numbers.</exception>
    public static double[] ToDoubles(this TensorProto tensor)
    {
        var type = (TensorProto.Types.DataType)tensor.DataType;
        var raw = tensor.RawData.Span;
        return type switch
        {
            TensorProto.Types.DataType.Float => tensor.FloatData.Count > 0 ? Numbers(tensor.FloatData, v => v) : Numbers<float>(raw, v => v),
            TensorProto.Types.DataType.Double => tensor.DoubleData.Count > 0 ? [.. tensor.DoubleData] : Numbers<double>(raw, v => v),
            TensorProto.Types.DataType.Int64 => tensor.Int64Data.Count > 0 ? Numbers(tensor.Int64Data, v => v) : Numbers<long>(raw, v => v),
            TensorProto.Types.DataType.Int32 => tensor.Int32Data.Count > 0 ? Numbers(tensor.Int32Data, v => v) : Numbers<int>(raw, v => v),
            TensorProto.Types.DataType.Bool => tensor.Int32Data.Count > 0 ? Numbers(tensor.Int32Data, v => v) : Numbers<byte>(raw, v => v),
            TensorProto.Types.DataType.Float16 => tensor.Int32Data.Count > 0
                ? Numbers(tensor.Int32Data, v => (double)BitConverter.UInt16BitsToHalf((ushort)v)) : Numbers<Half>(raw, v => (double)v),
            TensorProto.Types.DataType.Bfloat16 => tensor.Int32Data.Count > 0
                ? Numbers(tensor.Int32Data, v => BitConverter.Int32BitsToSingle(v << 16)) : Numbers<ushort>(raw, v => BitConverter.Int32BitsToSingle(v << 16)),
            _ => throw new NotSupportedException($"The tensor '{tensor.Name}' holds {type}, which Transfer does not read. Export the network with float32 weights."),
        };
    }

    public static TensorProto Tensor(string name, ReadOnlySpan<float> values, params ReadOnlySpan<long> dims)
    {
        var tensor = new TensorProto
        {
            Name = name,
            DataType = (int)TensorProto.Types.DataType.Float,
            RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values)),
        };
        tensor.Dims.AddRange(dims.ToArray());
        return tensor;
    }

    public static TensorProto Tensor(string name, ReadOnlySpan<long> values)
    {
        var tensor = new TensorProto
        {
            Name = name,
            DataType = (int)TensorProto.Types.DataType.Int64,
            RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values)),
        };
        tensor.Dims.Add(values.Length);
        return tensor;
    }

    public static NodeProto Node(string operatorName, IEnumerable<string> inputs, string output, params IEnumerable<(string Name, long[] Value)> attributes)
    {
        var node = new NodeProto { OpType = operatorName, Name = output };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        foreach (var (name, value) in attributes)
        {
            var attribute = new AttributeProto { Name = name };
            if (value.Length == 1)
            {
                attribute.Type = AttributeProto.Types.AttributeType.Int;
                attribute.I = value[0];
            }
            else
            {
                attribute.Type = AttributeProto.Types.AttributeType.Ints;
                attribute.Ints.AddRange(value);
            }

            node.Attribute.Add(attribute);
        }

        return node;
    }

    private static double[] Numbers<T>(ReadOnlySpan<byte> raw, Func<T, double> convert)
        where T : unmanaged => Array.ConvertAll(MemoryMarshal.Cast<byte, T>(raw).ToArray(), v => convert(v));

    private static double[] Numbers<T>(Google.Protobuf.Collections.RepeatedField<T> values, Func<T, double> convert) => [.. values.Select(convert)];

    /// <summary>A float tensor's description; a dimension is a number or a name.</summary>
    public static ValueInfoProto FloatValue(string name, params IEnumerable<object> dims)
    {
        var tensor = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float };
        foreach (var dim in dims)
        {
            tensor.Shape ??= new TensorShapeProto();
            tensor.Shape.Dim.Add(dim is string symbol
                ? new TensorShapeProto.Types.Dimension { DimParam = symbol }
                : new TensorShapeProto.Types.Dimension { DimValue = Convert.ToInt64(dim, System.Globalization.CultureInfo.InvariantCulture) });
        }

        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = tensor } };
    }
}
