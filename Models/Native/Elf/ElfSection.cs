namespace Transfer.Models;

/// <summary>A section of an ELF file.</summary>
/// <param name="Type">The kind of its content (<c>sh_type</c>).</param>
/// <param name="Offset">The position of its first byte in the file.</param>
/// <param name="Size">The number of its bytes.</param>
/// <param name="Link">The number of the section that it refers to, such as that of its strings (<c>sh_link</c>).</param>
/// <param name="Count">The number of entries, for sections of versions (<c>sh_info</c>).</param>
internal readonly record struct ElfSection(uint Type, int Offset, int Size, int Link, int Count);
