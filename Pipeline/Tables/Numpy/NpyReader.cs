using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Transfer.Pipeline.Tables;

/// <summary>Reads an array in NumPy's <c>.npy</c> format, versions 1 to 3.</summary>
internal static partial class NpyReader
{
    private const int PreambleLength = 8;

    // NumPy's own limit; those that it writes have 118.
    private const int MostHeaderBytes = 10_000;
    private const int MostShown = 100;

    /// <param name="bytes">The content of the file.</param>
    /// <param name="name">The name of the file in messages.</param>
    /// <exception cref="InvalidDataException">The file has another format, is damaged, or does not hold real numbers or texts.</exception>
    public static TableArray Read(ReadOnlySpan<byte> bytes, string name)
    {
        if (bytes.Length < PreambleLength + 4 || bytes[0] != 0x93 || !bytes[1..6].SequenceEqual("NUMPY"u8))
        {
            throw new InvalidDataException($"'{name}' is not a NumPy array; expected a file that numpy.save wrote.");
        }

        // The length of the header has two bytes in version 1, four in later ones.
        var (start, length) = bytes[6] == 1
            ? (PreambleLength + 2, BinaryPrimitives.ReadUInt16LittleEndian(bytes[PreambleLength..]))
            : (PreambleLength + 4, (long)BinaryPrimitives.ReadUInt32LittleEndian(bytes[PreambleLength..]));
        if (start + length > bytes.Length)
        {
            throw Truncated(name);
        }

        var header = Encoding.UTF8.GetString(bytes.Slice(start, (int)Math.Min(length, MostHeaderBytes)));
        if (DescrPattern().Match(header) is not { Success: true } descr || OrderPattern().Match(header) is not { Success: true } order
            || ShapePattern().Match(header) is not { Success: true } shapeText)
        {
            throw BadHeader(name, header);
        }

        var dims = shapeText.Groups[1].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        // One that is too large for a number is too large for an array.
        long[] shape = [.. dims.Select(d => !d.All(char.IsAsciiDigit) ? throw BadHeader(name, header)
            : long.TryParse(d, CultureInfo.InvariantCulture, out var dim) ? dim : long.MaxValue)];
        var count = TableArray.Count(shape, name);
        var (dimensions, type) = (Array.ConvertAll(shape, dim => (int)dim), descr.Groups[1].Value);
        var data = bytes[(start + (int)length)..];
        var isFortran = order.Groups[1].Value == "True" && shape.Length > 1;
        if (NpyText.IsText(type))
        {
            var texts = NpyText.Read(data, type, count, name);
            return new TableArray([], dimensions) { Name = name, Texts = isFortran ? ColumnMajor.ToRows(texts, dimensions) : texts };
        }

        var values = Numbers(data, type, count, name);
        return new TableArray(isFortran ? ColumnMajor.ToRows(values, dimensions) : values, dimensions) { Name = name };
    }

    private static float[] Numbers(ReadOnlySpan<byte> data, string type, int count, string name)
    {
        if (type.StartsWith('>') && !type.EndsWith('1'))
        {
            throw new InvalidDataException($"'{name}' is big-endian ({type}); expected little-endian. Save array.astype('float32').");
        }

        return type.TrimStart('<', '|', '=', '>') switch
        {
            "f4" => Convert<float>(data, count, name, v => v),
            "f8" => Convert<double>(data, count, name, v => (float)v),
            "f2" => Convert<Half>(data, count, name, v => (float)v),
            "u1" or "b1" => Convert<byte>(data, count, name, v => v),
            "i1" => Convert<sbyte>(data, count, name, v => v),
            "i2" => Convert<short>(data, count, name, v => v),
            "u2" => Convert<ushort>(data, count, name, v => v),
            "i4" => Convert<int>(data, count, name, v => v),
            "u4" => Convert<uint>(data, count, name, v => v),
            "i8" => Convert<long>(data, count, name, v => v),
            "u8" => Convert<ulong>(data, count, name, v => v),
            _ => throw new InvalidDataException(
                $"'{name}' holds {type}, which are not real numbers; expected floats, integers, booleans or texts. Save "
                    + "array.astype('float32'), or array.astype(str) for names of classes."),
        };
    }

    private static float[] Convert<T>(ReadOnlySpan<byte> data, int count, string name, Func<T, float> convert)
        where T : unmanaged
    {
        var typed = MemoryMarshal.Cast<byte, T>(data);
        if (typed.Length < count)
        {
            throw Truncated(name);
        }

        var values = new float[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = convert(typed[i]);
        }

        return values;
    }

    private static InvalidDataException BadHeader(string name, string header) => new(
        $"The header of '{name}' makes no sense: {header[..Math.Min(header.Length, MostShown)].Trim()}. "
        + "Save the array anew with numpy.save.");

    internal static InvalidDataException Truncated(string name) => new($"'{name}' ends before its last number. Copy or save it again.");

    [GeneratedRegex("""'descr':\s*'([^']*)'""")]
    private static partial Regex DescrPattern();

    [GeneratedRegex("""'fortran_order':\s*(True|False)""")]
    private static partial Regex OrderPattern();

    [GeneratedRegex("""'shape':\s*\(([\d,\s]*)\)""")]
    private static partial Regex ShapePattern();
}
