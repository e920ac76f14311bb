using System.Buffers.Binary;
using System.Text;

namespace Transfer.Models;

/// <summary>
/// Bounds-checked reading of a 64-bit little-endian ELF file's section headers and strings. Layout: System V ABI, chapter 4 (Elf64_Ehdr, Elf64_Shdr).
/// </summary>
internal sealed class ElfFile
{
    private const int HeaderSize = 64;
    private const int SectionHeaderSize = 64;
    private const uint NoBits = 8;

    private readonly byte[] _bytes;
    private readonly string _name;
    private readonly ElfSection[] _sections;

    /// <param name="bytes">The whole file. Kept, not copied.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="InvalidDataException">The bytes are not a whole ELF file.</exception>
    /// <exception cref="NotSupportedException">The file is 32-bit or big-endian.</exception>
    public ElfFile(byte[] bytes, string name)
    {
        _bytes = bytes;
        _name = name;
        if (bytes.Length < HeaderSize || !bytes.AsSpan(0, 4).SequenceEqual("\u007fELF"u8))
        {
            throw new InvalidDataException(
                $"'{name}' ({bytes.Length} bytes) is not an ELF file: it must begin with an ELF header of {HeaderSize} bytes. Restore it from its package.");
        }

        if (bytes[4] != 2 || bytes[5] != 1)
        {
            throw new NotSupportedException(
                $"'{name}' is an ELF file of class {bytes[4]} and byte order {bytes[5]}, but only 64-bit little-endian files (2 and 1) can be read. Use the library's build for x64 or arm64.");
        }

        _sections = ReadSections();
    }

    /// <summary>The file's bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The first section of a type, if there is one.</summary>
    public ElfSection? Find(uint type)
    {
        var index = Array.FindIndex(_sections, section => section.Type == type);
        return index < 0 ? null : _sections[index];
    }

    /// <summary>The section that another one refers to.</summary>
    public ElfSection Linked(ElfSection section) =>
        section.Link > 0 && section.Link < _sections.Length
            ? _sections[section.Link]
            : throw Broken($"a section refers to section {section.Link} of {_sections.Length}");

    /// <summary>A 16-bit number at an offset from a section's beginning.</summary>
    public ushort UInt16(ElfSection section, long offset) =>
        BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan(At(section, offset, sizeof(ushort))));

    /// <summary>A 32-bit number at an offset from a section's beginning.</summary>
    public uint UInt32(ElfSection section, long offset) =>
        BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(At(section, offset, sizeof(uint))));

    /// <summary>A zero-terminated string of a string section.</summary>
    public string Text(ElfSection strings, uint offset)
    {
        var bytes = _bytes.AsSpan(At(strings, offset, 1), strings.Size - (int)offset);
        var length = bytes.IndexOf((byte)0);
        return length >= 0
            ? Encoding.UTF8.GetString(bytes[..length])
            : throw Broken($"the string at offset {offset} of its string section has no end");
    }

    /// <summary>Where a section's bytes lie in the file, once they are known to be inside the section.</summary>
    public int At(ElfSection section, long offset, int size) =>
        offset >= 0 && offset <= section.Size - size
            ? section.Offset + (int)offset
            : throw Broken($"{size} bytes at offset {offset} lie outside their section of {section.Size} bytes");

    /// <summary>The exception for a file that contradicts itself.</summary>
    public InvalidDataException Broken(string fault) =>
        new($"'{_name}' is a damaged ELF file: {fault}. Restore it from its package.");

    private ElfSection[] ReadSections()
    {
        var table = BinaryPrimitives.ReadUInt64LittleEndian(_bytes.AsSpan(40));
        var size = BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan(58));
        var count = BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan(60));
        if (count == 0 || size != SectionHeaderSize)
        {
            throw Broken($"it has {count} section headers of {size} bytes where some of {SectionHeaderSize} bytes were expected");
        }

        if (table > (ulong)_bytes.Length || (ulong)_bytes.Length - table < (ulong)count * SectionHeaderSize)
        {
            throw Broken($"its {count} section headers at byte {table} do not fit into {_bytes.Length} bytes");
        }

        return [.. Enumerable.Range(0, count).Select(index => ReadSection(index, (int)table + (index * SectionHeaderSize)))];
    }

    private ElfSection ReadSection(int index, int header)
    {
        var type = BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(header + 4));
        var offset = BinaryPrimitives.ReadUInt64LittleEndian(_bytes.AsSpan(header + 24));
        var size = BinaryPrimitives.ReadUInt64LittleEndian(_bytes.AsSpan(header + 32));
        var link = BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(header + 40));
        var count = BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(header + 44));

        // Section 0 is a placeholder, and sections like .bss have a size but no bytes in the file.
        if (index == 0 || type is 0 or NoBits)
        {
            return default;
        }

        if (offset > (ulong)_bytes.Length || size > (ulong)_bytes.Length - offset)
        {
            throw Broken($"section {index} has {size} bytes at byte {offset}, beyond the file's {_bytes.Length} bytes");
        }

        return new(type, (int)offset, (int)size, (int)Math.Min(link, int.MaxValue), (int)Math.Min(count, int.MaxValue));
    }
}
