using System.Buffers.Binary;
using System.IO.Compression;
using SkiaSharp;

namespace Transfer.Tests.Support;

/// <summary>Small files that ask for very much memory or time.</summary>
internal static class DecoderBombs
{
    private const int Inflated = 1 << 29;

    private static readonly Lazy<byte[]> Zeros = new(Deflate);

    /// <summary>Files that announce more pixels than are accepted, by format.</summary>
    public static IReadOnlyDictionary<string, Func<byte[]>> TooLarge { get; } = new Dictionary<string, Func<byte[]>>
    {
        ["JPEG"] = Jpeg,
        ["PNG"] = () => ImageFactory.RawPng(60_000, 8, 2, [.. Enumerable.Repeat(Array.Empty<byte>(), 60_000)]),
        ["GIF"] = () => Gif(60_000, 2, frames: 1),
        ["BMP"] = Bmp,
        ["TIFF"] = Tiff,
        ["WebP"] = WebP,
    };

    /// <summary>Files of few pixels with much else in them.</summary>
    public static IReadOnlyDictionary<string, Func<byte[]>> Harmless { get; } = new Dictionary<string, Func<byte[]>>
    {
        ["PNG, text"] = () => PngWith("zTXt"u8, [.. "Comment\0\0"u8, .. Zeros.Value]),
        ["PNG, colour profile"] = () => PngWith("iCCP"u8, [.. "profile\0\0"u8, .. Zeros.Value]),
        ["GIF, frames"] = () => Gif(2, 2, frames: 200_000),
    };

    /// <summary>A frame that is far larger than the canvas.</summary>
    public static byte[] GifFrame() => Gif(2, 60_000, frames: 1);

    private static byte[] Jpeg()
    {
        var file = ImageFactory.Jpeg(16, 16);
        var frame = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(frame + 5), 60_000);
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(frame + 7), 60_000);
        return file;
    }

    private static byte[] Bmp()
    {
        var file = ImageFactory.Bmp(3, 2, SKColors.Red);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), 60_000);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), 60_000);
        return file;
    }

    private static byte[] WebP()
    {
        var file = ImageFactory.Encode(16, 16, (x, y) => ImageFactory.Gradient(x, y, 16, 16), SKEncodedImageFormat.Webp, 90);
        Assert.Equal("VP8 "u8, file.AsSpan(12, 4));
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(26), 0x3FFF);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(28), 0x3FFF);
        return file;
    }

    /// <summary>One strip of grey pixels, uncompressed, of which the file has four.</summary>
    private static byte[] Tiff()
    {
        (ushort Tag, int Value)[] entries =
            [(256, 60_000), (257, 60_000), (258, 8), (259, 1), (262, 1), (273, 122), (277, 1), (278, 60_000), (279, 4)];
        var file = new byte[126];
        ((ReadOnlySpan<byte>)[(byte)'I', (byte)'I', 42, 0, 8, 0, 0, 0, (byte)entries.Length, 0]).CopyTo(file);
        foreach (var (i, (tag, value)) in entries.Index())
        {
            var entry = file.AsSpan(10 + (i * 12));
            BinaryPrimitives.WriteUInt16LittleEndian(entry, tag);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[2..], 4);
            BinaryPrimitives.WriteInt32LittleEndian(entry[4..], 1);
            BinaryPrimitives.WriteInt32LittleEndian(entry[8..], value);
        }

        return file;
    }

    /// <summary>Frames of one colour whose codes end after four pixels.</summary>
    private static byte[] Gif(ushort screen, ushort frame, int frames)
    {
        byte[] image =
            [0x2C, 0, 0, 0, 0, (byte)frame, (byte)(frame >> 8), (byte)frame, (byte)(frame >> 8), 0, 2, 3, 0x04, 0x08, 0x14, 0];
        return
        [
            .. "GIF89a"u8, (byte)screen, (byte)(screen >> 8), (byte)screen, (byte)(screen >> 8), 0x80, 0, 0, 255, 0, 0, 0, 0, 255,
            .. Enumerable.Repeat(image, frames).SelectMany(bytes => bytes), 0x3B,
        ];
    }

    private static byte[] PngWith(ReadOnlySpan<byte> type, byte[] content)
    {
        var png = ImageFactory.Png(8, 8);
        // After the signature and the head.
        return [.. png[..33], .. ImageFactory.Chunk(type, content), .. png[33..]];
    }

    private static byte[] Deflate()
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var block = new byte[1 << 20];
            for (var written = 0; written < Inflated; written += block.Length)
            {
                zlib.Write(block);
            }
        }

        return packed.ToArray();
    }
}
