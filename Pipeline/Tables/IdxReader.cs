using System.Buffers.Binary;

namespace Transfer.Pipeline.Tables;

/// <summary>
/// Reads the IDX format of MNIST: two zeros, a type, the number of dimensions, the dimensions, and the values, all big-endian.
/// </summary>
internal static class IdxReader
{
    /// <exception cref="InvalidDataException">The file has another format or is damaged.</exception>
    public static TableArray Read(ReadOnlySpan<byte> bytes, string path)
    {
        if (bytes.Length < 4 || bytes[0] != 0 || bytes[1] != 0 || Size(bytes[2]) == 0)
        {
            throw new InvalidDataException($"'{path}' is not an IDX file; expected one such as MNIST's train-images-idx3-ubyte.gz.");
        }

        var (type, rank) = (bytes[2], bytes[3]);
        var start = 4 + (4 * rank);
        if (bytes.Length < start)
        {
            throw new InvalidDataException($"'{path}' ends before its dimensions. Copy or download it again.");
        }

        var shape = new long[rank];
        for (var i = 0; i < rank; i++)
        {
            shape[i] = BinaryPrimitives.ReadUInt32BigEndian(bytes[(4 + (4 * i))..]);
        }

        var count = TableArray.Count(shape, path);
        if ((long)count * Size(type) != bytes.Length - start)
        {
            throw new InvalidDataException($"'{path}' says that it has {string.Join(" x ", shape)} numbers of {Size(type)} bytes, "
                + $"and {bytes.Length - start:N0} bytes follow. Copy or download it again.");
        }

        var values = new float[count];
        for (var i = 0; i < values.Length; i++)
        {
            var at = bytes[(start + (i * Size(type)))..];
            values[i] = type switch
            {
                0x08 => at[0],
                0x09 => (sbyte)at[0],
                0x0B => BinaryPrimitives.ReadInt16BigEndian(at),
                0x0C => BinaryPrimitives.ReadInt32BigEndian(at),
                0x0D => BinaryPrimitives.ReadSingleBigEndian(at),
                _ => (float)BinaryPrimitives.ReadDoubleBigEndian(at),
            };
        }

        return new TableArray(values, Array.ConvertAll(shape, dim => (int)dim)) { Name = path };
    }

    private static int Size(byte type) => type switch
    {
        0x08 or 0x09 => 1,
        0x0B => 2,
        0x0C or 0x0D => 4,
        0x0E => 8,
        _ => 0,
    };
}
