using System.Globalization;
using System.Runtime.InteropServices;

namespace Transfer.FeatureCache;

/// <summary>Between a row's floats and its bytes on disk.</summary>
internal static class RowEncoding
{
    public static int BytesPerNumber(FeatureRowType type) => type == FeatureRowType.Float16 ? 2 : sizeof(float);

    /// <summary>Writes the bytes of a row.</summary>
    /// <exception cref="InvalidDataException">A number does not fit into the type.</exception>
    public static void Encode(FeatureRowType type, ReadOnlySpan<float> row, Span<byte> bytes)
    {
        if (type == FeatureRowType.Float32)
        {
            MemoryMarshal.AsBytes(row).CopyTo(bytes);
            return;
        }

        var halves = MemoryMarshal.Cast<byte, Half>(bytes);
        for (var index = 0; index < row.Length; index++)
        {
            halves[index] = (Half)row[index];
            if (Half.IsInfinity(halves[index]) && float.IsFinite(row[index]))
            {
                throw new InvalidDataException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"A feature is {row[index]:G6}, but float16 ends at 65,504. Keep these features as float32."));
            }
        }
    }

    /// <summary>Reads a row of <see cref="FeatureRowType.Float16"/>; the bytes of the other type are its numbers as they are.</summary>
    public static void DecodeHalves(ReadOnlySpan<byte> bytes, Span<float> row)
    {
        var halves = MemoryMarshal.Cast<byte, Half>(bytes);
        for (var index = 0; index < halves.Length; index++)
        {
            row[index] = (float)halves[index];
        }
    }
}
