using System.Buffers.Binary;
using SkiaSharp;

namespace Transfer.Augmentation;

/// <summary>How a stored image is turned. Skia does not read that of a PNG.</summary>
internal static class ImageOrientation
{
    private const int EntryLength = 12;
    private const ushort Tag = 0x0112;

    /// <summary>Which corner of the stored image is the upper left one; that itself where the file does not say.</summary>
    public static SKEncodedOrigin Of(SKCodec codec, string format, ReadOnlySpan<byte> encoded) =>
        format == "PNG" ? OfPng(encoded) : codec.EncodedOrigin;

    /// <summary>Reads the <c>eXIf</c> chunk (Portable Network Graphics, third edition, 11.3.4.5).</summary>
    public static SKEncodedOrigin OfPng(ReadOnlySpan<byte> png)
    {
        for (var chunks = new PngChunks(png); chunks.MoveNext();)
        {
            if (chunks.Type.SequenceEqual("eXIf"u8))
            {
                return OfExif(chunks.Content);
            }
        }

        return SKEncodedOrigin.TopLeft;
    }

    /// <summary>Reads the first directory of Exif data, which is a TIFF file.</summary>
    private static SKEncodedOrigin OfExif(ReadOnlySpan<byte> tiff)
    {
        var isLittle = tiff is [(byte)'I', ..];
        if (tiff.Length < 8 || Long(tiff[4..]) is var start && start > tiff.Length - 2)
        {
            return SKEncodedOrigin.TopLeft;
        }

        var entries = tiff[((int)start + 2)..];
        for (var left = Short(tiff[(int)start..]); left > 0 && entries.Length >= EntryLength; left--, entries = entries[EntryLength..])
        {
            if (Short(entries) == Tag)
            {
                return Short(entries[8..]) is >= 1 and <= 8 and var orientation ? (SKEncodedOrigin)orientation : SKEncodedOrigin.TopLeft;
            }
        }

        return SKEncodedOrigin.TopLeft;

        ushort Short(ReadOnlySpan<byte> bytes) =>
            isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

        uint Long(ReadOnlySpan<byte> bytes) =>
            isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }
}
