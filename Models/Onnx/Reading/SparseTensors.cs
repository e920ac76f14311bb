using System.Runtime.InteropServices;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Transfer.Models.Onnx;
using DataType = Transfer.Models.Onnx.TensorProto.Types.DataType;

namespace Transfer.Models;

/// <summary>Turns sparse initializers, and sparse values of <c>Constant</c>, into whole tensors.</summary>
internal static class SparseTensors
{
    /// <exception cref="InvalidDataException">A position lies outside of its tensor, or the tensor is damaged.</exception>
    public static void Fill(GraphProto graph, string path)
    {
        graph.Initializer.AddRange(graph.SparseInitializer.Select(sparse => Whole(sparse, path)));
        graph.SparseInitializer.Clear();
        foreach (var attribute in graph.Node.SelectMany(n => n.Attribute))
        {
            if (attribute.SparseTensor is { } sparse)
            {
                attribute.T = Whole(sparse, path);
                attribute.SparseTensor = null;
                attribute.Type = AttributeProto.Types.AttributeType.Tensor;
                attribute.Name = attribute.Name == "sparse_value" ? "value" : attribute.Name;
            }

            foreach (var inner in attribute.Inner())
            {
                Fill(inner, path);
            }
        }
    }

    private static TensorProto Whole(SparseTensorProto sparse, string path)
    {
        var values = sparse.Values ?? throw Damaged("", path);
        var indices = sparse.Indices ?? throw Damaged(values.Name, path);
        TensorData.Unify(values, path);
        TensorData.Unify(indices, path);
        var count = TensorData.Count(sparse.Dims, values.Name, path);
        var size = (int)(TensorData.BytesOf((DataType)values.DataType, 1) ?? throw Damaged(values.Name, path));
        var stored = values.RawData.Length / size;
        var positions = (DataType)indices.DataType == DataType.Int64 ? Positions(indices, sparse.Dims) : [];
        if (positions.Length != stored || positions.Any(p => p < 0 || p >= count) || count * size > int.MaxValue)
        {
            throw Damaged(values.Name, path);
        }

        var whole = new byte[count * size];
        foreach (var (i, position) in positions.Index())
        {
            values.RawData.Span.Slice(i * size, size).CopyTo(whole.AsSpan((int)position * size));
        }

        var data = UnsafeByteOperations.UnsafeWrap(whole);
        return new TensorProto { Name = values.Name, DataType = values.DataType, Dims = { sparse.Dims }, RawData = data };
    }

    /// <summary>Positions in the flat tensor; the file may have one number for each axis instead. -1 where one is outside.</summary>
    private static long[] Positions(TensorProto indices, RepeatedField<long> dims)
    {
        var numbers = MemoryMarshal.Cast<byte, long>(indices.RawData.Span).ToArray();
        return indices.Dims.Count != 2 || dims.Count == 0 ? numbers
            : [.. numbers.Chunk(dims.Count).Select(place => place.Zip(dims).Aggregate(0L,
                (flat, axis) => flat < 0 || axis.First < 0 || axis.First >= axis.Second ? -1 : (flat * axis.Second) + axis.First))];
    }

    private static InvalidDataException Damaged(string name, string path) =>
        new($"'{path}' is damaged: its sparse tensor '{name}' does not say where each of its values belongs. Download or copy it again.");
}
