using System.Globalization;
using System.Runtime.InteropServices;
using Google.Protobuf;
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
        .Concat(node.Attribute.SelectMany(a => a.Inner())
            .SelectMany(inner => inner.Node.SelectMany(n => n.Reads()).Concat(inner.Output.Select(o => o.Name))));

    /// <summary>All tensors whose values depend on an input; those that only depend on its shape do not.</summary>
    public static HashSet<string> DependsOn(this GraphProto graph, string input)
    {
        var dependent = new HashSet<string> { input };
        foreach (var node in graph.Node.Where(n => n.OpType is not ("Shape" or "Size") && n.Reads().Any(dependent.Contains)))
        {
            dependent.UnionWith(node.Output.Where(o => o.Length > 0));
        }

        return dependent;
    }

    /// <summary>All tensors that a graph stores: initializers and attributes of nodes, also in inner graphs.</summary>
    public static IEnumerable<TensorProto> Tensors(this GraphProto graph) =>
        graph.Initializer.Concat(graph.Node.SelectMany(n => n.Attribute).SelectMany(a => a.Tensors()));

    /// <summary>The graphs in an attribute, such as a branch of <c>If</c>.</summary>
    public static IEnumerable<GraphProto> Inner(this AttributeProto attribute) => attribute.G is null ? attribute.Graphs
        : attribute.Graphs.Prepend(attribute.G);

    public static Dictionary<string, string> Metadata(this ModelProto model) =>
        model.MetadataProps.GroupBy(p => p.Key).ToDictionary(g => g.Key, g => g.Last().Value);

    /// <summary>The version of the standard operators; 0 where the file has none.</summary>
    public static long Opset(this ModelProto model) => model.OpsetImport.FirstOrDefault(o => o.Domain is "" or "ai.onnx")?.Version ?? 0;

    /// <summary>Gives the standard operators another version.</summary>
    public static void SetOpset(this ModelProto model, long version)
    {
        var others = model.OpsetImport.Where(o => o.Domain is not ("" or "ai.onnx")).ToList();
        model.OpsetImport.Clear();
        model.OpsetImport.AddRange([new OperatorSetIdProto { Domain = "", Version = version }, .. others]);
    }

    public static long ElementCount(this TensorProto tensor) => tensor.Dims.Product();

    public static bool IsFloat(this TensorProto tensor) =>
        (DataType)tensor.DataType is DataType.Float or DataType.Float16 or DataType.Bfloat16 or DataType.Double;

    /// <summary>Whether an initializer could be trained: floats, and more than one. A single number is a setting.</summary>
    public static bool IsWeight(this TensorProto tensor) => tensor.IsFloat() && tensor.ElementCount() > 1;

    /// <summary>The values of a small integer tensor, such as a shape.</summary>
    public static long[] ToInt64(this TensorProto tensor) => Array.ConvertAll(tensor.ToDoubles(), v => (long)v);

    /// <summary>The values of a numeric tensor as float32.</summary>
    /// <inheritdoc cref="ToDoubles"/>
    public static float[] ToFloats(this TensorProto tensor) => (DataType)tensor.DataType == DataType.Float
        ? MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray()
        : Array.ConvertAll(tensor.ToDoubles(), v => (float)v);

    /// <summary>Whether <see cref="ToDoubles"/> reads the type.</summary>
    public static bool IsNumeric(this TensorProto tensor) => tensor.IsFloat() || (DataType)tensor.DataType is DataType.Bool
        or DataType.Uint8 or DataType.Int8 or DataType.Uint16 or DataType.Int16
        or DataType.Uint32 or DataType.Int32 or DataType.Uint64 or DataType.Int64;

    /// <summary>The values of a numeric tensor.</summary>
    /// <exception cref="NotSupportedException">The type is not one that Transfer reads.</exception>
    public static double[] ToDoubles(this TensorProto tensor) => (DataType)tensor.DataType switch
    {
        DataType.Float => Read<float>(tensor, v => v),
        DataType.Double => Read<double>(tensor, v => v),
        DataType.Float16 => Read<Half>(tensor, v => (double)v),
        DataType.Bfloat16 => Read<ushort>(tensor, v => BitConverter.Int32BitsToSingle(v << 16)),
        DataType.Int64 => Read<long>(tensor, v => v),
        DataType.Int32 => Read<int>(tensor, v => v),
        DataType.Int16 => Read<short>(tensor, v => v),
        DataType.Int8 => Read<sbyte>(tensor, v => v),
        DataType.Uint64 => Read<ulong>(tensor, v => v),
        DataType.Uint32 => Read<uint>(tensor, v => v),
        DataType.Uint16 => Read<ushort>(tensor, v => v),
        DataType.Uint8 or DataType.Bool => Read<byte>(tensor, v => v),
        var type => throw new NotSupportedException(
            $"The tensor '{tensor.Name}' holds {type}, which Transfer does not read. Export the network with float32 weights."),
    };

    public static TensorProto Tensor(string name, ReadOnlySpan<float> values, params ReadOnlySpan<long> dims) =>
        Tensor(name, DataType.Float, MemoryMarshal.AsBytes(values), dims);

    public static TensorProto Float16Tensor(string name, ReadOnlySpan<Half> values, params ReadOnlySpan<long> dims) =>
        Tensor(name, DataType.Float16, MemoryMarshal.AsBytes(values), dims);

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
    public static ValueInfoProto FloatValue(string name, params IReadOnlyCollection<object> dims) => Value(name, DataType.Float, dims);

    /// <summary>The description of a tensor.</summary>
    /// <inheritdoc cref="FloatValue"/>
    public static ValueInfoProto Value(string name, DataType type, params IReadOnlyCollection<object> dims)
    {
        var tensor = new TypeProto.Types.Tensor { ElemType = (int)type };
        if (dims.Count > 0)
        {
            tensor.Shape = new TensorShapeProto { Dim = { dims.Select(ToDimension) } };
        }

        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = tensor } };
    }

    private static IEnumerable<TensorProto> Tensors(this AttributeProto attribute) =>
        (attribute.T is null ? attribute.Tensors : attribute.Tensors.Prepend(attribute.T)).Concat(attribute.Inner().SelectMany(Tensors));

    private static Dimension ToDimension(object dim) => dim is string symbol
        ? new Dimension { DimParam = symbol }
        : new Dimension { DimValue = Convert.ToInt64(dim, CultureInfo.InvariantCulture) };

    private static TensorProto Tensor(string name, DataType type, ReadOnlySpan<byte> values, ReadOnlySpan<long> dims) =>
        new() { Name = name, DataType = (int)type, RawData = ByteString.CopyFrom(values), Dims = { dims.ToArray() } };

    private static double[] Read<T>(TensorProto tensor, Converter<T, double> convert)
        where T : unmanaged => Array.ConvertAll(MemoryMarshal.Cast<byte, T>(tensor.RawData.Span).ToArray(), convert);
}
