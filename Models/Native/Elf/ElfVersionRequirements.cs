using System.Buffers.Binary;

namespace Transfer.Models;

/// <summary>
/// The symbol versions that an ELF library requires of others (<c>.gnu.version_r</c>), the symbols that need them (<c>.gnu.version</c> and
/// <c>.dynsym</c>), and the versions that it defines (<c>.gnu.version_d</c>). Layout: Linux Standard Base, "Symbol Versioning".
/// </summary>
internal sealed class ElfVersionRequirements
{
    private const uint DynamicSymbols = 11;
    private const uint VersionDefinitions = 0x6ffffffd;
    private const uint VersionNeeds = 0x6ffffffe;
    private const uint VersionOfSymbols = 0x6fffffff;
    private const int SymbolSize = 24;
    private const ushort Weak = 2;
    private const ushort HiddenBit = 0x8000;

    // <iostream> of GCC 13 mentions this symbol so that it is linked; nothing calls it.
    private const string OnlyMentioned = "_ZSt21ios_base_library_initv";

    private readonly ElfFile _file;
    private readonly string _name;

    private ElfVersionRequirements(ElfFile file, string name)
    {
        (_file, _name) = (file, name);
        Requirements = [.. ReadRequirements()];
        Definitions = ReadDefinitions().ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The versions that the library requires, in the order of the file.</summary>
    public IReadOnlyList<ElfVersionRequirement> Requirements { get; }

    /// <summary>The names of the versions that the library defines.</summary>
    public IReadOnlySet<string> Definitions { get; }

    /// <summary>Reads the versions of a library.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="name">The file, for messages.</param>
    /// <exception cref="InvalidDataException">The file is not ELF, or is damaged.</exception>
    /// <exception cref="NotSupportedException">The file is 32-bit or big-endian.</exception>
    public static ElfVersionRequirements Read(byte[] bytes, string name) => Checked(name, () => new ElfVersionRequirements(new ElfFile(bytes, name), name));

    /// <summary>The symbols that need a version.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public IReadOnlyList<string> SymbolsBoundTo(ElfVersionRequirement requirement) => Checked(_name, () =>
    {
        if (_file.Find(DynamicSymbols) is not { } symbols || _file.Find(VersionOfSymbols) is not { } versions)
        {
            return [];
        }

        var strings = _file.Linked(symbols);
        return Enumerable.Range(0, symbols.Size / SymbolSize)
            .Where(symbol => (_file.UInt16(versions, (long)symbol * sizeof(ushort)) & ~HiddenBit) == requirement.Index)
            .Select(symbol => _file.Text(strings, _file.UInt32(symbols, (long)symbol * SymbolSize))).ToArray();
    });

    /// <summary>
    /// A copy of the file that loads although versions are missing: their requirements are marked weak
    /// (<c>vna_flags |= VER_FLG_WEAK</c>). Nothing ever calls the only symbol that needs them.
    /// </summary>
    /// <param name="missing">Whether the library of the system lacks a required version.</param>
    /// <returns>The changed copy; null when no version is missing.</returns>
    /// <exception cref="NotSupportedException">A missing version is needed by a symbol that is called.</exception>
    public byte[]? Relax(Predicate<ElfVersionRequirement> missing)
    {
        var lacking = Requirements.Where(requirement => !requirement.IsWeak && missing(requirement)).ToArray();
        if (lacking.Length == 0)
        {
            return null;
        }

        var copy = _file.Bytes.ToArray();
        foreach (var requirement in lacking)
        {
            // A requirement without any symbol is refused as well, since its purpose is unknown.
            var symbols = SymbolsBoundTo(requirement);
            if (symbols is not [OnlyMentioned])
            {
                var example = symbols.FirstOrDefault(symbol => symbol != OnlyMentioned) ?? "no symbol by name";
                throw new NotSupportedException(
                    $"'{_name}' needs {requirement.Version} of {requirement.Library} (for {example}), which {requirement.Library} of this system does not have. "
                    + $"Use a system with a newer {requirement.Library}, or a version of the TorchSharp package that was built for this one.");
            }

            var flags = copy.AsSpan(requirement.FlagsOffset, sizeof(ushort));
            BinaryPrimitives.WriteUInt16LittleEndian(flags, (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(flags) | Weak));
        }

        return copy;
    }

    private static T Checked<T>(string name, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception fault) when (fault is ArgumentOutOfRangeException or OverflowException)
        {
            throw new InvalidDataException($"'{name}' is a damaged ELF file. Restore it from its package.", fault);
        }
    }

    private IEnumerable<ElfVersionRequirement> ReadRequirements()
    {
        if (_file.Find(VersionNeeds) is not { } section)
        {
            yield break;
        }

        var strings = _file.Linked(section);
        foreach (var need in Chain(section, 0, section.Count, nextField: 12))
        {
            var library = _file.Text(strings, _file.UInt32(section, need + 4));
            foreach (var version in Chain(section, need + _file.UInt32(section, need + 8), _file.UInt16(section, need + 2), nextField: 12))
            {
                var flags = _file.UInt16(section, version + 4);
                yield return new(
                    library,
                    _file.Text(strings, _file.UInt32(section, version + 8)),
                    _file.UInt16(section, version + 6) & ~HiddenBit,
                    (flags & Weak) != 0,
                    section.Offset + (int)version + 4);
            }
        }
    }

    private IEnumerable<string> ReadDefinitions()
    {
        if (_file.Find(VersionDefinitions) is not { } section)
        {
            yield break;
        }

        var strings = _file.Linked(section);
        foreach (var definition in Chain(section, 0, section.Count, nextField: 16))
        {
            yield return _file.Text(strings, _file.UInt32(section, definition + _file.UInt32(section, definition + 12)));
        }
    }

    /// <summary>The offsets of linked records. Each says how far behind it the next one lies, so they end at the end of the section.</summary>
    private IEnumerable<long> Chain(ElfSection section, long first, int count, int nextField)
    {
        var offset = first;
        for (var remaining = count; remaining > 0; remaining--)
        {
            yield return offset;
            var next = _file.UInt32(section, offset + nextField);
            if (next == 0 && remaining > 1)
            {
                throw new InvalidDataException($"'{_name}' is a damaged ELF file: a list of {count} versions is too short. Restore it from its package.");
            }

            offset += next;
        }
    }
}
