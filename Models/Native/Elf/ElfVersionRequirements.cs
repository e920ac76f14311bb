using System.Buffers.Binary;

namespace Transfer.Models;

/// <summary>
/// The symbol versions that an ELF library requires of others (<c>.gnu.version_r</c>) and the symbols that need them (<c>.gnu.version</c>
/// and <c>.dynsym</c>). Layout: Linux Standard Base, "Symbol Versioning".
/// </summary>
internal sealed class ElfVersionRequirements
{
    private const uint DynamicSymbols = 11;
    private const uint VersionNeeds = 0x6ffffffe;
    private const uint VersionOfSymbols = 0x6fffffff;
    private const int SymbolSize = 24;
    private const ushort Weak = 2;
    private const ushort HiddenBit = 0x8000;

    // <iostream> of GCC 13 mentions this symbol so that it is linked; nothing calls it.
    private const string OnlyMentioned = "_ZSt21ios_base_library_initv";

    private readonly ElfFile _file;
    private readonly string _name;

    /// <summary>Reads the requirements of a library.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="name">The file, for messages.</param>
    /// <exception cref="InvalidDataException">The file is not ELF, or is damaged.</exception>
    /// <exception cref="NotSupportedException">The file is 32-bit or big-endian.</exception>
    public ElfVersionRequirements(byte[] bytes, string name)
    {
        _name = name;
        _file = Checked(() => new ElfFile(bytes, name));
        All = Checked(() => Read().ToArray());
    }

    /// <summary>The versions that the library requires, in the order of the file.</summary>
    public IReadOnlyList<ElfVersionRequirement> All { get; }

    /// <summary>The symbols that need a version.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public IReadOnlyList<string> SymbolsBoundTo(ElfVersionRequirement requirement) => Checked(() =>
    {
        var (symbols, versions) = (_file.Find(DynamicSymbols), _file.Find(VersionOfSymbols));
        var strings = _file.Linked(symbols);
        return Enumerable.Range(0, symbols.Size / SymbolSize)
            .Where(symbol => (_file.UInt16(versions, (long)symbol * sizeof(ushort)) & ~HiddenBit) == requirement.Index)
            .Select(symbol => _file.Text(strings, _file.UInt32(symbols, (long)symbol * SymbolSize))).ToArray();
    });

    /// <summary>
    /// A copy of the file that also loads where the version of GCC 13 is missing: a version that is only needed by a symbol that nothing
    /// calls is marked weak (<c>vna_flags |= VER_FLG_WEAK</c>).
    /// </summary>
    /// <returns>The changed copy; null when there is no such version.</returns>
    public byte[]? Relax()
    {
        var needless = All.Where(requirement => !requirement.IsWeak && SymbolsBoundTo(requirement) is [OnlyMentioned]).ToArray();
        var copy = _file.Bytes.ToArray();
        foreach (var requirement in needless)
        {
            var flags = copy.AsSpan(requirement.FlagsOffset, sizeof(ushort));
            BinaryPrimitives.WriteUInt16LittleEndian(flags, (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(flags) | Weak));
        }

        return needless.Length > 0 ? copy : null;
    }

    private T Checked<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception fault) when (fault is ArgumentOutOfRangeException or OverflowException)
        {
            throw new InvalidDataException($"'{_name}' is a damaged ELF file. Restore it from its package.", fault);
        }
    }

    private IEnumerable<ElfVersionRequirement> Read()
    {
        var section = _file.Find(VersionNeeds);
        var strings = _file.Linked(section);
        foreach (var need in Chain(section, 0, section.Count))
        {
            foreach (var version in Chain(section, need + _file.UInt32(section, need + 8), _file.UInt16(section, need + 2)))
            {
                yield return new(
                    _file.Text(strings, _file.UInt32(section, version + 8)),
                    _file.UInt16(section, version + 6) & ~HiddenBit,
                    (_file.UInt16(section, version + 4) & Weak) != 0,
                    section.Offset + (int)version + 4);
            }
        }
    }

    /// <summary>The offsets of linked records. Each has the distance of the next one, so the section limits their number.</summary>
    private IEnumerable<long> Chain(ElfSection section, long first, int count)
    {
        const int nextField = 12;
        for (var (offset, remaining) = (first, count); remaining > 0; remaining--)
        {
            yield return offset;
            var next = _file.UInt32(section, offset + nextField);
            offset += remaining == 1 || next > 0 ? next : throw new OverflowException($"A list of {count} versions is too short.");
        }
    }
}
