using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Transfer.Pipeline.Training;

/// <summary>Reads and writes the values of weights, exactly.</summary>
internal static class TensorBytes
{
    public static void Write(BinaryWriter writer, Tensor tensor)
    {
        using var none = no_grad();
        using var scope = NewDisposeScope();
        Write(writer, tensor.numel(), tensor.cpu().contiguous().bytes);
    }

    public static void Write(BinaryWriter writer, ReadOnlySpan<float> values) =>
        Write(writer, values.Length, MemoryMarshal.AsBytes(values));

    /// <exception cref="InvalidDataException">The file has another number of values there.</exception>
    public static void Read(BinaryReader reader, Tensor tensor)
    {
        using var none = no_grad();
        using var scope = NewDisposeScope();
        var read = empty(tensor.shape, dtype: tensor.dtype);
        Read(reader, tensor.numel(), read.bytes);
        tensor.copy_(read);
    }

    /// <inheritdoc cref="Read(BinaryReader, Tensor)"/>
    public static void Read(BinaryReader reader, Span<float> values) => Read(reader, values.Length, MemoryMarshal.AsBytes(values));

    private static void Write(BinaryWriter writer, long count, ReadOnlySpan<byte> bytes)
    {
        writer.Write(count);
        writer.Write(bytes);
    }

    private static void Read(BinaryReader reader, long count, Span<byte> bytes)
    {
        var found = reader.ReadInt64();
        if (found != count)
        {
            throw new InvalidDataException(
                $"Training was begun with a weight of {found:N0} numbers where there are now {count:N0}. "
                + "Give the same head and layers, or start anew.");
        }

        reader.BaseStream.ReadExactly(bytes);
    }
}
