using System.Buffers.Binary;
using System.Text;

namespace Transfer.Tests.Models.Native;

/// <summary>The smallest ELF library that requires versions: no code, only the sections that name symbols and versions.</summary>
internal sealed class TinyElf
{
    private readonly List<byte> _strings = [0];

    /// <summary>Builds the file.</summary>
    /// <param name="library">The library that every version is required of.</param>
    /// <param name="symbols">Names of symbols with the version that each is bound to.</param>
    public static byte[] Build(string library, params (string Symbol, string Version)[] symbols) => new TinyElf().Make(library, symbols);

    private byte[] Make(string library, (string Symbol, string Version)[] symbols)
    {
        var versions = symbols.Select(pair => pair.Version).Distinct().ToArray();
        var dynsym = new byte[24 * (symbols.Length + 1)];
        var versym = new byte[2 * (symbols.Length + 1)];
        for (var i = 0; i < symbols.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(dynsym.AsSpan(24 * (i + 1)), Add(symbols[i].Symbol));
            BinaryPrimitives.WriteUInt16LittleEndian(versym.AsSpan(2 * (i + 1)), (ushort)(Array.IndexOf(versions, symbols[i].Version) + 2));
        }

        var verneed = new byte[16 + (16 * versions.Length)];
        BinaryPrimitives.WriteUInt16LittleEndian(verneed, 1);
        BinaryPrimitives.WriteUInt16LittleEndian(verneed.AsSpan(2), (ushort)versions.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(verneed.AsSpan(4), Add(library));
        BinaryPrimitives.WriteUInt32LittleEndian(verneed.AsSpan(8), 16);
        for (var i = 0; i < versions.Length; i++)
        {
            var entry = verneed.AsSpan(16 + (16 * i));
            BinaryPrimitives.WriteUInt16LittleEndian(entry[6..], (ushort)(i + 2));
            BinaryPrimitives.WriteUInt32LittleEndian(entry[8..], Add(versions[i]));
            BinaryPrimitives.WriteUInt32LittleEndian(entry[12..], i + 1 < versions.Length ? 16u : 0u);
        }

        return Assemble(
            (Type: 11, Bytes: dynsym, Link: 2, Info: 1),
            (Type: 3, Bytes: [.. _strings], Link: 0, Info: 0),
            (Type: 0x6fffffff, Bytes: versym, Link: 1, Info: 0),
            (Type: 0x6ffffffe, Bytes: verneed, Link: 2, Info: 1));
    }

    private static byte[] Assemble(params (uint Type, byte[] Bytes, uint Link, uint Info)[] sections)
    {
        var file = new List<byte>(new byte[64]);
        var table = new byte[64 * (sections.Length + 1)];
        for (var i = 0; i < sections.Length; i++)
        {
            var row = table.AsSpan(64 * (i + 1));
            BinaryPrimitives.WriteUInt32LittleEndian(row[4..], sections[i].Type);
            BinaryPrimitives.WriteUInt64LittleEndian(row[24..], (ulong)file.Count);
            BinaryPrimitives.WriteUInt64LittleEndian(row[32..], (ulong)sections[i].Bytes.Length);
            BinaryPrimitives.WriteUInt32LittleEndian(row[40..], sections[i].Link);
            BinaryPrimitives.WriteUInt32LittleEndian(row[44..], sections[i].Info);
            file.AddRange(sections[i].Bytes);
        }

        var tableOffset = file.Count;
        file.AddRange(table);
        var bytes = file.ToArray();
        new byte[] { 0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1 }.CopyTo(bytes, 0);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(40), (ulong)tableOffset);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(58), 64);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(60), (ushort)(sections.Length + 1));
        return bytes;
    }

    private uint Add(string text)
    {
        var offset = (uint)_strings.Count;
        _strings.AddRange(Encoding.UTF8.GetBytes(text));
        _strings.Add(0);
        return offset;
    }
}
