namespace Transfer.Tests.Models.Native;

public sealed class ElfVersionRequirementsTests
{
    private const string Init = "_ZSt21ios_base_library_initv";
    private const string New = "GLIBCXX_3.4.32";
    private const string Old = "GLIBCXX_3.4.9";

    private static readonly byte[] Sample = TinyElf.Build("libstdc++.so.6", ("used", Old), (Init, New), ("also_used", Old));

    [Fact]
    public void Requirements_and_their_symbols_are_read()
    {
        var elf = new ElfVersionRequirements(Sample, "sample.so");

        Assert.Equal([(Old, false), (New, false)], elf.All.Select(requirement => (requirement.Version, requirement.IsWeak)));
        Assert.Equal(["used", "also_used"], elf.SymbolsBoundTo(elf.All[0]));
        Assert.Equal([Init], elf.SymbolsBoundTo(elf.All[1]));
    }

    [Fact]
    public void Only_the_flags_of_the_version_that_nothing_calls_change()
    {
        var elf = new ElfVersionRequirements(Sample, "sample.so");
        var before = Sample.ToArray();

        var relaxed = elf.Relax();

        Assert.NotNull(relaxed);
        Assert.Equal([elf.All[1].FlagsOffset], Enumerable.Range(0, Sample.Length).Where(index => relaxed[index] != Sample[index]));
        Assert.Equal([false, true], new ElfVersionRequirements(relaxed, "relaxed.so").All.Select(requirement => requirement.IsWeak));
        Assert.Equal(before, Sample);
    }

    [Fact]
    public void A_requirement_that_is_weak_already_is_left_as_it_is() =>
        Assert.Null(new ElfVersionRequirements(new ElfVersionRequirements(Sample, "sample.so").Relax()!, "relaxed.so").Relax());

    [Fact]
    public void A_version_that_another_symbol_needs_stays_required()
    {
        var library = TinyElf.Build("libstdc++.so.6", (Init, New), ("_ZSomethingCalled", New));
        Assert.Null(new ElfVersionRequirements(library, "sample.so").Relax());
    }

    [Fact]
    public void Every_shortened_file_is_refused_with_a_sentence()
    {
        for (var length = 0; length < Sample.Length; length++)
        {
            var fault = Assert.Throws<InvalidDataException>(() => new ElfVersionRequirements(Sample[..length], "short.so"));
            Assert.Equal(
                length < 64 ? $"'short.so' ({length} bytes) is not an ELF file. Restore it from its package."
                    : "'short.so' is a damaged ELF file. Restore it from its package.",
                fault.Message);
        }
    }

    [Fact]
    public void Any_damaged_byte_is_either_harmless_or_refused_with_a_sentence()
    {
        var refused = new List<string>();
        for (var index = 0; index < Sample.Length; index++)
        {
            foreach (byte value in new byte[] { 0x00, 0x01, 0x7f, 0xff })
            {
                var damaged = Sample.ToArray();
                damaged[index] = value;
                try
                {
                    new ElfVersionRequirements(damaged, "damaged.so").Relax();
                }
                catch (Exception fault) when (fault is InvalidDataException or NotSupportedException)
                {
                    refused.Add(fault.Message);
                }
            }
        }

        Assert.Equal(
            [
                $"'damaged.so' ({Sample.Length} bytes) is not an ELF file. Restore it from its package.",
                "'damaged.so' is a damaged ELF file. Restore it from its package.",
                "'damaged.so' is not a 64-bit little-endian ELF file. Use the library for x64 or arm64.",
            ],
            refused.Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(4, 1)]
    [InlineData(5, 2)]
    public void Files_of_32_bits_or_big_endian_are_refused(int index, byte value)
    {
        var other = Sample.ToArray();
        other[index] = value;

        var refusal = Assert.Throws<NotSupportedException>(() => new ElfVersionRequirements(other, "other.so"));

        Assert.Equal("'other.so' is not a 64-bit little-endian ELF file. Use the library for x64 or arm64.", refusal.Message);
    }
}
