using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Transfer.Pipeline;

/// <summary>
/// Writes an event file of TensorBoard: records of a length and bytes with their CRC-32C (the TFRecord format), each an <c>Event</c> of
/// TensorFlow's <c>event.proto</c>.
/// </summary>
internal static class TensorBoardFile
{
    private const uint MaskDelta = 0xa282ead8;

    // Field numbers of event.proto and summary.proto, with their wire types.
    private const byte WallTime = (1 << 3) | 1;
    private const byte Step = 2 << 3;
    private const byte Version = (3 << 3) | 2;
    private const byte Summary = (5 << 3) | 2;
    private const byte Value = (1 << 3) | 2;
    private const byte Tag = (1 << 3) | 2;
    private const byte Simple = (2 << 3) | 5;

    /// <summary>Writes the curves and the figures of a run.</summary>
    public static void Write(string folder, RunLog log)
    {
        Directory.CreateDirectory(folder);
        var seconds = log.Began.ToUnixTimeMilliseconds() / 1000.0;
        using var file = new AtomicFile(Path.Combine(folder, $"events.out.tfevents.{(long)seconds}.transfer"));
        Append(file.Stream, [WallTime, .. Bytes(seconds), Version, .. Text("brain.Event:2")]);
        foreach (var (name, values) in log.Curves)
        {
            foreach (var (index, value) in values.Index())
            {
                Append(file.Stream, Event(seconds, index + 1, name, value));
            }
        }

        foreach (var (name, value) in log.Figures)
        {
            Append(file.Stream, Event(seconds, log.Curves.Values.Max(v => v.Count), name, value));
        }

        file.Commit();
    }

    private static byte[] Event(double seconds, int step, string name, double number)
    {
        byte[] value = [Tag, .. Text(name), Simple, .. BitConverter.GetBytes((float)number)];
        byte[] summary = [Value, .. Number((uint)value.Length), .. value];
        return [WallTime, .. Bytes(seconds), Step, .. Number((uint)step), Summary, .. Number((uint)summary.Length), .. summary];
    }

    private static void Append(Stream stream, byte[] data)
    {
        var length = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)data.Length);
        stream.Write([.. length, .. Check(length), .. data, .. Check(data)]);
    }

    private static byte[] Check(byte[] data)
    {
        var crc = ~data.Aggregate(uint.MaxValue, BitOperations.Crc32C);
        var bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, BitOperations.RotateRight(crc, 15) + MaskDelta);
        return bytes;
    }

    private static byte[] Bytes(double number)
    {
        var bytes = new byte[sizeof(double)];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, number);
        return bytes;
    }

    private static byte[] Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return [.. Number((uint)bytes.Length), .. bytes];
    }

    /// <summary>Seven bits a byte, the lowest first.</summary>
    private static List<byte> Number(uint number)
    {
        var bytes = new List<byte>();
        for (; number > 127; number >>= 7)
        {
            bytes.Add((byte)(number | 128));
        }

        bytes.Add((byte)number);
        return bytes;
    }
}
