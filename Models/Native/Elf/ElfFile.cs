using System.Buffers.Binary;
using System.Text;

namespace Transfer.Models;

/// <summary>
/// Reads the sections of a 64-bit little-endian ELF file. Layout: System V ABI, chapter 4 (Elf64_Ehdr, Elf64_Shdr). All reads are checked:
/// a position outside of its section throws <see cref="ArgumentOutOfRangeException"/> or <see cref="OverflowException"/>.
/// </summary>
internal sealed class ElfFile
{
    private const int HeaderSize = 64;
    private const uint NoBits = 8;

    private readonly byte[] _bytes;
    private readonly ElfSection[] _sections;

    /// <param name="bytes">The whole file. It is kept, not copied.</param>
    /// <param name="name">The file, for messages.</param>
    /// <exception cref="InvalidDataException">The bytes are not an ELF file.</exception>
    /// <exception cref="NotSupportedException">The file is 32-bit or big-endian.</exception>
    public ElfFile(byte[] bytes, string name)
    {
        _bytes = bytes;
        if (bytes.Length < HeaderSize || !bytes.AsSpan(0, 4).SequenceEqual("\u007fELF"u8))
        {
            throw new InvalidDataException($"'{name}' ({bytes.Length} bytes) is not an ELF file. Restore it from its package.");
        }

        if (bytes[4] != 2 || bytes[5] != 1)
        {
            throw new NotSupportedException($"'{name}' is not a 64-bit little-endian ELF file. Use the library for x64 or arm64.");
        }

        var table = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(40)));
        var count = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(60));
        _sections = [.. Enumerable.Range(0, count).Select(index => ReadSection(bytes.AsSpan(table + (index * HeaderSize), HeaderSize)))];
    }

    /// <summary>The bytes of the file.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The first section of a type; one without bytes when there is none.</summary>
    public ElfSection Find(uint type) => Array.Find(_sections, section => section.Type == type);

    /// <summary>The section that another one refers to.</summary>
    public ElfSection Linked(ElfSection section) => _sections.AsSpan(section.Link, 1)[0];

    /// <summary>A 16-bit number at an offset from the beginning of a section.</summary>
    public ushort UInt16(ElfSection section, long offset) => BinaryPrimitives.ReadUInt16LittleEndian(At(section, offset));

    /// <summary>A 32-bit number at an offset from the beginning of a section.</summary>
    public uint UInt32(ElfSection section, long offset) => BinaryPrimitives.ReadUInt32LittleEndian(At(section, offset));

    /// <summary>A zero-terminated string in a section.</summary>
    public string Text(ElfSection strings, uint offset)
    {
        var bytes = At(strings, offset);
        return Encoding.UTF8.GetString(bytes[..bytes.IndexOf((byte)0)]);
    }

    private ReadOnlySpan<byte> At(ElfSection section, long offset) => _bytes.AsSpan(section.Offset, section.Size)[checked((int)offset)..];

    private ElfSection ReadSection(ReadOnlySpan<byte> header)
    {
        var type = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
        // Sections such as .bss have a size but no bytes in the file.
        if (type is 0 or NoBits)
        {
            return default;
        }

        var offset = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(header[24..]));
        var size = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(header[32..]));
        var link = BinaryPrimitives.ReadInt32LittleEndian(header[40..]);
        _ = _bytes.AsSpan(offset, size);
        return new(type, offset, size, link, BinaryPrimitives.ReadInt32LittleEndian(header[44..]));
    }
}
