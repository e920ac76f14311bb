namespace Transfer.Models;

/// <summary>One row of an ELF file's section header table.</summary>
/// <param name="Type">What it holds (<c>sh_type</c>).</param>
/// <param name="Offset">Where its bytes begin in the file.</param>
/// <param name="Size">How many bytes it has.</param>
/// <param name="Link">The number of the section it refers to, such as its strings (<c>sh_link</c>).</param>
/// <param name="Count">For version sections, the number of entries (<c>sh_info</c>).</param>
internal readonly record struct ElfSection(uint Type, int Offset, int Size, int Link, int Count);
