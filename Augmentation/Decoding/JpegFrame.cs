using System.Buffers.Binary;

namespace Transfer.Augmentation;

/// <summary>The frame header of a JPEG (ITU-T T.81, B.2.2).</summary>
/// <param name="Marker">The process: 0xC0 to 0xC2 are the usual ones.</param>
/// <param name="Precision">Bits a sample.</param>
/// <param name="Components">1 for grey, 3 for colour, 4 for inks.</param>
internal readonly record struct JpegFrame(byte Marker, int Precision, int Components)
{
    private const int Block = 8;

    public int Width { get; private init; }

    public int Height { get; private init; }

    /// <summary>The fewest bytes that compressed pixels have: the direct coefficient of each block of 8 x 8 takes a bit or more.</summary>
    public long FewestBytes => Marker is >= 0xC0 and <= 0xC2
        ? (Width + Block - 1L) / Block * ((Height + Block - 1L) / Block) / 8 : 0;

    /// <summary>The marker that ends a file.</summary>
    public static ReadOnlySpan<byte> End => [0xFF, 0xD9];

    /// <summary>Why common decoders do not read such a file, or null when they do.</summary>
    public string? Unsupported => (Marker, Precision, Components) switch
    {
        (0xC3 or 0xC7 or 0xCB or 0xCF, _, _) => "is a lossless JPEG",
        (0xC5 or 0xC6 or 0xCD or 0xCE, _, _) => "is a hierarchical JPEG",
        (_, not 8, _) => FormattableString.Invariant($"is a JPEG with {Precision} bits a sample"),
        (_, _, not (1 or 3 or 4)) => FormattableString.Invariant($"is a JPEG with {Components} components"),
        (_, _, 4) => "is a CMYK JPEG of a variant that the decoder lacks",
        _ => null,
    };

    /// <summary>Finds the header; null where the file ends or breaks before it.</summary>
    public static JpegFrame? Find(ReadOnlySpan<byte> encoded)
    {
        var at = 2;
        while (at + 9 < encoded.Length)
        {
            if (encoded[at] != 0xFF)
            {
                return null;
            }

            var marker = encoded[at + 1];
            if (marker is 0xFF)
            {
                at++;
                continue;
            }

            // 0xC4, 0xC8 and 0xCC are tables and an extension.
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                return new(marker, encoded[at + 4], encoded[at + 9])
                {
                    Height = BinaryPrimitives.ReadUInt16BigEndian(encoded[(at + 5)..]),
                    Width = BinaryPrimitives.ReadUInt16BigEndian(encoded[(at + 7)..]),
                };
            }

            if (marker is 0xDA or 0xD9)
            {
                return null;
            }

            at += 2 + (marker is 0x01 or (>= 0xD0 and <= 0xD8) ? 0 : BinaryPrimitives.ReadUInt16BigEndian(encoded[(at + 2)..]));
        }

        return null;
    }
}
