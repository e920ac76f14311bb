using Transfer.Models;

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
        var elf = ElfVersionRequirements.Read(Sample, "sample.so");

        Assert.Equal([Old, New], elf.Requirements.Select(requirement => requirement.Version));
        Assert.All(elf.Requirements, requirement => Assert.Equal("libstdc++.so.6", requirement.Library));
        Assert.All(elf.Requirements, requirement => Assert.False(requirement.IsWeak));
        Assert.Equal(["used", "also_used"], elf.SymbolsBoundTo(elf.Requirements[0]));
        Assert.Equal([Init], elf.SymbolsBoundTo(elf.Requirements[1]));
    }

    [Fact]
    public void Only_the_flags_of_the_missing_version_change()
    {
        var elf = ElfVersionRequirements.Read(Sample, "sample.so");
        var before = Sample.ToArray();

        var relaxed = elf.Relax(requirement => requirement.Version == New);

        Assert.NotNull(relaxed);
        var changed = Enumerable.Range(0, Sample.Length).Where(index => relaxed[index] != Sample[index]);
        Assert.Equal([elf.Requirements[1].FlagsOffset], changed);
        Assert.Equal([false, true], ElfVersionRequirements.Read(relaxed, "relaxed.so").Requirements.Select(requirement => requirement.IsWeak));
        Assert.Equal(before, Sample);
    }

    [Fact]
    public void A_library_whose_versions_are_all_there_or_already_weak_is_left_as_it_is()
    {
        var elf = ElfVersionRequirements.Read(Sample, "sample.so");
        Assert.Null(elf.Relax(_ => false));

        var relaxed = elf.Relax(requirement => requirement.Version == New)!;
        Assert.Null(ElfVersionRequirements.Read(relaxed, "relaxed.so").Relax(requirement => requirement.Version == New));
    }

    [Fact]
    public void A_missing_version_that_another_symbol_needs_is_refused_by_name()
    {
        var elf = ElfVersionRequirements.Read(TinyElf.Build("libstdc++.so.6", (Init, New), ("_ZSomethingCalled", New)), "sample.so");

        var refusal = Assert.Throws<NotSupportedException>(() => elf.Relax(requirement => requirement.Version == New));

        Assert.Contains("sample.so", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(New, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("_ZSomethingCalled", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("newer libstdc++.so.6", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_shortened_file_is_refused_with_a_sentence()
    {
        for (var length = 0; length < Sample.Length; length++)
        {
            var fault = Assert.Throws<InvalidDataException>(() => ElfVersionRequirements.Read(Sample[..length], "short.so"));
            Assert.Contains("short.so", fault.Message, StringComparison.Ordinal);
            Assert.Contains("Restore it", fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Any_damaged_byte_is_either_harmless_or_refused_with_a_sentence()
    {
        var refused = 0;
        for (var index = 0; index < Sample.Length; index++)
        {
            foreach (byte value in new byte[] { 0x00, 0x01, 0x7f, 0xff })
            {
                var damaged = Sample.ToArray();
                damaged[index] = value;
                try
                {
                    var elf = ElfVersionRequirements.Read(damaged, "damaged.so");
                    elf.Relax(requirement => requirement.Version == New);
                }
                catch (Exception fault) when (fault is InvalidDataException or NotSupportedException)
                {
                    Assert.Contains("damaged.so", fault.Message, StringComparison.Ordinal);
                    refused++;
                }
            }
        }

        Assert.True(refused > 100, $"Only {refused} damaged files were refused.");
    }

    [Theory]
    [InlineData(4, 1)]
    [InlineData(5, 2)]
    public void Files_of_32_bits_or_big_endian_are_refused(int index, byte value)
    {
        var other = Sample.ToArray();
        other[index] = value;

        var refusal = Assert.Throws<NotSupportedException>(() => ElfVersionRequirements.Read(other, "other.so"));

        Assert.Contains("64-bit little-endian", refusal.Message, StringComparison.Ordinal);
    }
}
