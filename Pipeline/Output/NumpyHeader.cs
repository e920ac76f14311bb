using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Transfer.Pipeline;

/// <summary>The header of an array in NumPy's format, version 1.0.</summary>
internal static class NumpyHeader
{
    /// <summary>Room for any number of rows; a multiple of 64, so that a mapped matrix is aligned.</summary>
    public const int Length = 128;

    /// <param name="type">Such as <c>&lt;f4</c>.</param>
    /// <param name="shape">At least two dimensions.</param>
    public static byte[] Of(string type, IReadOnlyList<long> shape)
    {
        var header = new byte[Length];
        ReadOnlySpan<byte> magic = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0];
        magic.CopyTo(header);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(magic.Length), Length - 10);
        var dimensions = string.Join(", ", shape.Select(d => d.ToString(CultureInfo.InvariantCulture)));
        var text = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({dimensions}), }}";
        Encoding.ASCII.GetBytes(text.PadRight(Length - 11) + "\n").CopyTo(header, 10);
        return header;
    }
}
