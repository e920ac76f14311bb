using System.Buffers.Binary;

namespace Transfer.Augmentation;

/// <summary>The boxes of a HEIC or AVIF file (ISO/IEC 14496-12, 4.2).</summary>
internal static class HeifBoxes
{
    private const int Head = 8;
    private const int BrandLength = 4;
    private const uint ToTheEnd = 0;
    private const uint HasLongSize = 1;

    /// <summary><c>HEIC</c> or <c>AVIF</c> by the brands of the first box; null for other files of such boxes, such as videos.</summary>
    public static string? Recognise(ReadOnlySpan<byte> encoded)
    {
        var brands = encoded[..(int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(encoded), (uint)encoded.Length)];
        // The major brand, its version, and all that the file is compatible with.
        for (var at = Head; at + BrandLength <= brands.Length; at += BrandLength)
        {
            var brand = brands.Slice(at, BrandLength);
            if (brand.SequenceEqual("avif"u8) || brand.SequenceEqual("avis"u8))
            {
                return "AVIF";
            }

            if (brand.StartsWith("hei"u8) || brand.StartsWith("hev"u8))
            {
                return "HEIC";
            }
        }

        return null;
    }

    /// <summary>Whether a box is longer than what is left of the file.</summary>
    public static bool EndEarly(ReadOnlySpan<byte> encoded)
    {
        var at = 0L;
        while (at + Head <= encoded.Length)
        {
            var size = (long)BinaryPrimitives.ReadUInt32BigEndian(encoded[(int)at..]);
            if (size == HasLongSize && at + Head + sizeof(long) <= encoded.Length)
            {
                size = BinaryPrimitives.ReadInt64BigEndian(encoded[(int)(at + Head)..]);
            }

            if (size is ToTheEnd or < Head)
            {
                return false;
            }

            if (size > encoded.Length - at)
            {
                return true;
            }

            at += size;
        }

        return at < encoded.Length;
    }
}
