using System.Buffers.Binary;

namespace Transfer.Tests.Support;

/// <summary>TIFF files tag by tag, also such as no program writes.</summary>
internal static class TiffFactory
{
    public const ushort Letters = 2;
    public const ushort Short = 3;
    public const ushort Long = 4;
    public const ushort Long8 = 16;

    private const int HeadLength = 8;
    private const int EntryLength = 12;
    private const int BigHeadLength = 16;
    private const int BigEntryLength = 20;

    /// <summary>The entries of a grey image of 8 bits in one strip that begins at <see cref="StripStart"/>.</summary>
    public static (ushort Tag, ushort Type, ulong Count, ulong Value)[] Grey(uint width, uint height, uint stripBytes) =>
    [
        (256, Long, 1, width), (257, Long, 1, height), (258, Short, 1, 8), (259, Short, 1, 1), (262, Short, 1, 1),
        (273, Long, 1, StripStart), (277, Short, 1, 1), (278, Long, 1, height), (279, Long, 1, stripBytes),
    ];

    /// <summary>Where the content of files begins, after directories of any length that the tests use.</summary>
    public const uint StripStart = 1024;

    /// <summary>The same entries with others in the place of those with the same tag, or beside them.</summary>
    public static (ushort Tag, ushort Type, ulong Count, ulong Value)[] With(
        this (ushort Tag, ushort Type, ulong Count, ulong Value)[] entries,
        params (ushort Tag, ushort Type, ulong Count, ulong Value)[] others) =>
        [.. entries.Where(e => others.All(o => o.Tag != e.Tag)).Concat(others).OrderBy(e => e.Tag)];

    /// <param name="next">Where the next directory begins; 0 for none. The first one begins at 8.</param>
    public static byte[] File(
        (ushort Tag, ushort Type, ulong Count, ulong Value)[] entries, byte[] strip, uint next = 0)
    {
        var file = new byte[StripStart + strip.Length];
        "II*\0"u8.CopyTo(file);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(4), HeadLength);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(HeadLength), (ushort)entries.Length);
        var at = HeadLength + 2;
        foreach (var (tag, type, count, value) in entries)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at), tag);
            BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at + 2), type);
            BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at + 4), (uint)count);
            BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at + 8), (uint)value);
            at += EntryLength;
        }

        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at), next);
        strip.CopyTo(file, (int)StripStart);
        return file;
    }

    /// <summary>A BigTIFF.</summary>
    /// <param name="entryCount">What the directory declares; null for the number of entries.</param>
    public static byte[] BigFile(
        (ushort Tag, ushort Type, ulong Count, ulong Value)[] entries, byte[] strip, ulong? entryCount = null)
    {
        var file = new byte[StripStart + strip.Length];
        "II\x2B\0\b\0\0\0"u8.CopyTo(file);
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(8), BigHeadLength);
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(BigHeadLength), entryCount ?? (ulong)entries.Length);
        var at = BigHeadLength + 8;
        foreach (var (tag, type, count, value) in entries)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at), tag);
            BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at + 2), type);
            BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(at + 4), count);
            BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(at + 12), value);
            at += BigEntryLength;
        }

        strip.CopyTo(file, (int)StripStart);
        return file;
    }
}
