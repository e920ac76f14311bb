using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>The numbers of a tensor in a file, exactly.</summary>
internal static class TensorBytes
{
    public static void Write(BinaryWriter writer, Tensor tensor)
    {
        using var none = no_grad();
        using var scope = NewDisposeScope();
        writer.Write(tensor.numel());
        writer.Write(tensor.cpu().contiguous().bytes);
    }

    /// <exception cref="InvalidDataException">The file has another number of numbers there.</exception>
    public static void Read(BinaryReader reader, Tensor tensor)
    {
        var count = reader.ReadInt64();
        if (count != tensor.numel())
        {
            throw new InvalidDataException($"Training was begun with a weight of {count:N0} numbers where there are now {tensor.numel():N0}. Give the same head and layers, or start anew.");
        }

        using var none = no_grad();
        using var scope = NewDisposeScope();
        var read = empty(tensor.shape, dtype: tensor.dtype);
        reader.BaseStream.ReadExactly(read.bytes);
        tensor.copy_(read);
    }
}
