using System.Runtime.InteropServices;
using Google.Protobuf;
using Transfer.Models.Onnx;
using DataType = Transfer.Models.Onnx.TensorProto.Types.DataType;

namespace Transfer.Models;

/// <summary>
/// Gives all stored tensors of a graph one form, raw data, and checks that each has as many numbers as its shape says.
/// </summary>
internal static class TensorData
{
    private const long MostBytes = int.MaxValue;

    /// <summary>Checks and rewrites all tensors. Float initializers without any data are left as they are.</summary>
    /// <param name="graph">The graph, whose external data has been read.</param>
    /// <param name="path">Its file, for messages.</param>
    /// <exception cref="InvalidDataException">A tensor has a shape or a number type that does not exist, or other data.</exception>
    public static void Unify(GraphProto graph, string path)
    {
        foreach (var tensor in graph.Tensors())
        {
            Unify(tensor, path);
        }
    }

    /// <inheritdoc cref="Unify(GraphProto, string)"/>
    public static void Unify(TensorProto tensor, string path)
    {
        var count = Count(tensor.Dims, tensor.Name, path);
        var type = (DataType)tensor.DataType;
        if (type == DataType.String)
        {
            Require(tensor.StringData.Count == count, tensor, $"{tensor.StringData.Count:N0} texts", $"{count:N0}", path);
            return;
        }

        var expected = BytesOf(type, count) is { } bytes and <= MostBytes ? bytes : throw Damaged(
            path, tensor, BytesOf(type, 1) is null ? $"the number type {tensor.DataType}, which does not exist" : "more than 2 GiB of data");
        if (tensor.RawData.IsEmpty)
        {
            tensor.RawData = Typed(tensor);
            tensor.FloatData.Clear();
            tensor.DoubleData.Clear();
            tensor.Int32Data.Clear();
            tensor.Int64Data.Clear();
            tensor.Uint64Data.Clear();
        }

        // Weights without data may be filled from a seed.
        if (!tensor.RawData.IsEmpty || !tensor.IsFloat())
        {
            Require(tensor.RawData.Length == expected, tensor, $"{tensor.RawData.Length:N0} bytes of data", $"{expected:N0}", path);
        }
    }

    /// <summary>The number of values of a shape.</summary>
    /// <exception cref="InvalidDataException">A size is negative, or there are more values than memory can hold.</exception>
    public static long Count(IEnumerable<long> dims, string name, string path)
    {
        var count = 1L;
        foreach (var dim in dims)
        {
            count = dim < 0 || (dim > 0 && count > MostBytes / dim) ? throw new InvalidDataException(
                $"'{path}' is damaged: its tensor '{name}' has the shape [{string.Join(", ", dims)}]. Download or copy it again.")
                : count * dim;
        }

        return count;
    }

    /// <summary>The size of values in bytes; null for texts and for types that do not exist.</summary>
    public static long? BytesOf(DataType type, long count) => type switch
    {
        DataType.Bool or DataType.Uint8 or DataType.Int8 or DataType.Float8E4M3Fn or DataType.Float8E4M3Fnuz or DataType.Float8E5M2
            or DataType.Float8E5M2Fnuz or DataType.Float8E8M0 => count,
        DataType.Uint16 or DataType.Int16 or DataType.Float16 or DataType.Bfloat16 => count * 2,
        DataType.Uint32 or DataType.Int32 or DataType.Float => count * 4,
        DataType.Uint64 or DataType.Int64 or DataType.Double or DataType.Complex64 => count * 8,
        DataType.Complex128 => count * 16,
        DataType.Uint4 or DataType.Int4 or DataType.Float4E2M1 => (count + 1) / 2,
        DataType.Uint2 or DataType.Int2 => (count + 3) / 4,
        _ => null,
    };

    /// <summary>The values in the field of their type, as bytes.</summary>
    private static ByteString Typed(TensorProto tensor) => (DataType)tensor.DataType switch
    {
        DataType.Float or DataType.Complex64 => Bytes(tensor.FloatData, v => v),
        DataType.Double or DataType.Complex128 => Bytes(tensor.DoubleData, v => v),
        DataType.Int64 => Bytes(tensor.Int64Data, v => v),
        DataType.Uint64 => Bytes(tensor.Uint64Data, v => v),
        DataType.Uint32 => Bytes(tensor.Uint64Data, v => (uint)v),
        DataType.Int32 => Bytes(tensor.Int32Data, v => v),
        DataType.Float16 or DataType.Bfloat16 or DataType.Int16 or DataType.Uint16 => Bytes(tensor.Int32Data, v => (ushort)v),
        _ => Bytes(tensor.Int32Data, v => (byte)v),
    };

    private static ByteString Bytes<TStored, T>(IEnumerable<TStored> values, Func<TStored, T> convert)
        where T : unmanaged => ByteString.CopyFrom(MemoryMarshal.AsBytes<T>(values.Select(convert).ToArray()));

    private static void Require(bool condition, TensorProto tensor, string found, string expected, string path)
    {
        if (!condition)
        {
            throw Damaged(path, tensor, $"{found}; expected {expected}");
        }
    }

    private static InvalidDataException Damaged(string path, TensorProto tensor, string what) => new(
        $"'{path}' is damaged: its tensor '{tensor.Name}' [{string.Join(", ", tensor.Dims)}] has {what}. Download or copy it again.");
}
