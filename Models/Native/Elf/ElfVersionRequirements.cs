using System.Buffers.Binary;

namespace Transfer.Models;

/// <summary>
/// The symbol versions that an ELF library requires of others (<c>.gnu.version_r</c>), the symbols that need them
/// (<c>.gnu.version</c> beside <c>.dynsym</c>), and the versions it defines itself (<c>.gnu.version_d</c>).
/// Layout: Linux Standard Base, "Symbol Versioning".
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

    // GCC 13's <iostream> mentions this symbol so that it is linked; nothing calls it.
    private const string OnlyMentioned = "_ZSt21ios_base_library_initv";

    private readonly ElfFile _file;
    private readonly string _name;

    private ElfVersionRequirements(ElfFile file, string name)
    {
        _file = file;
        _name = name;
        Requirements = [.. ReadRequirements()];
        Definitions = ReadDefinitions().ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>What the library requires, in the order of the file. Empty when it requires no versions.</summary>
    public IReadOnlyList<ElfVersionRequirement> Requirements { get; }

    /// <summary>The names of the versions that the library defines.</summary>
    public IReadOnlySet<string> Definitions { get; }

    /// <summary>Reads the versions of a library.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="InvalidDataException">The bytes are not a whole ELF file.</exception>
    /// <exception cref="NotSupportedException">The file is 32-bit or big-endian.</exception>
    public static ElfVersionRequirements Read(byte[] bytes, string name) => new(new ElfFile(bytes, name), name);

    /// <summary>The symbols that need one version.</summary>
    public IReadOnlyList<string> SymbolsBoundTo(ElfVersionRequirement requirement)
    {
        if (_file.Find(DynamicSymbols) is not { } symbols || _file.Find(VersionOfSymbols) is not { } versions)
        {
            throw _file.Broken("it requires versions but has no dynamic symbols that need them");
        }

        var strings = _file.Linked(symbols);
        var count = symbols.Size / SymbolSize;
        if (versions.Size / sizeof(ushort) != count)
        {
            throw _file.Broken($"it has {count} dynamic symbols but {versions.Size / sizeof(ushort)} versions of them");
        }

        return [.. Enumerable.Range(0, count)
            .Where(symbol => (_file.UInt16(versions, (long)symbol * sizeof(ushort)) & ~HiddenBit) == requirement.Index)
            .Select(symbol => _file.Text(strings, _file.UInt32(symbols, (long)symbol * SymbolSize)))];
    }

    /// <summary>
    /// A copy of the file that loads although some versions are missing: their requirements are marked weak
    /// (<c>vna_flags |= VER_FLG_WEAK</c>), which is harmless as nothing ever calls the one symbol that needs them.
    /// </summary>
    /// <param name="missing">Whether the system's library lacks a required version.</param>
    /// <returns>The changed copy, or null when no version is missing.</returns>
    /// <exception cref="NotSupportedException">A symbol that is really used needs a missing version.</exception>
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
            // A requirement with no symbol at all is refused too: nothing then says what it is for.
            var symbols = SymbolsBoundTo(requirement);
            if (symbols is not [OnlyMentioned])
            {
                var example = symbols.FirstOrDefault(symbol => symbol != OnlyMentioned) ?? "no symbol by name";
                throw new NotSupportedException(
                    $"'{_name}' needs {requirement.Version} of {requirement.Library} (for {example}), which this system's {requirement.Library} does not have. Use a system with a newer {requirement.Library}, or a version of the TorchSharp package that was built for this one.");
            }

            var flags = copy.AsSpan(requirement.FlagsOffset, sizeof(ushort));
            BinaryPrimitives.WriteUInt16LittleEndian(flags, (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(flags) | Weak));
        }

        return copy;
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
            var first = need + _file.UInt32(section, need + 8);
            foreach (var version in Chain(section, first, _file.UInt16(section, need + 2), nextField: 12))
            {
                yield return new(
                    library,
                    _file.Text(strings, _file.UInt32(section, version + 8)),
                    _file.UInt16(section, version + 6) & ~HiddenBit,
                    (_file.UInt16(section, version + 4) & Weak) != 0,
                    _file.At(section, version + 4, sizeof(ushort)));
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
            var name = definition + _file.UInt32(section, definition + 12);
            yield return _file.Text(strings, _file.UInt32(section, name));
        }
    }

    // Each record says how many bytes further on the next one lies, so every step goes forward and ends at the section's end.
    private IEnumerable<long> Chain(ElfSection section, long first, int count, int nextField)
    {
        var offset = first;
        for (var index = 0; index < count; index++)
        {
            yield return offset;
            var next = _file.UInt32(section, offset + nextField);
            if (next == 0 && index < count - 1)
            {
                throw _file.Broken($"a list of {count} versions ends after {index + 1}");
            }

            offset += next;
        }
    }
}
