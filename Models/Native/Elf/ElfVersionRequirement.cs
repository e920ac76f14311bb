namespace Transfer.Models;

/// <summary>A version that an ELF file requires of another library (an <c>Elf64_Vernaux</c>).</summary>
/// <param name="Version">The name of the version, such as <c>GLIBCXX_3.4.32</c>.</param>
/// <param name="Index">The number by which symbols refer to it.</param>
/// <param name="IsWeak">Whether the loader only warns when the other library lacks it.</param>
/// <param name="FlagsOffset">The position of its flags in the file.</param>
internal readonly record struct ElfVersionRequirement(string Version, int Index, bool IsWeak, int FlagsOffset);
