using System.Buffers.Binary;
using System.IO.Compression;
using SkiaSharp;

namespace Transfer.Tests.Support;

/// <summary>Image files drawn by code, byte for byte where the format is the point.</summary>
internal static class ImageFactory
{
    /// <summary>A smooth image that no flip or turn leaves unchanged.</summary>
    public static SKColor Gradient(int x, int y, int width, int height) =>
        new((byte)(40 + (180 * x / width)), (byte)(30 + (200 * y / height)), (byte)(200 - (120 * x / width)));

    public static byte[] Encode(int width, int height, Func<int, int, SKColor> colour, SKEncodedImageFormat format, int quality = 100)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                bitmap.SetPixel(x, y, colour(x, y));
            }
        }

        using var data = bitmap.Encode(format, quality);
        return data.ToArray();
    }

    public static byte[] Jpeg(int width, int height) =>
        Encode(width, height, (x, y) => Gradient(x, y, width, height), SKEncodedImageFormat.Jpeg);

    public static byte[] Png(int width, int height) =>
        Encode(width, height, (x, y) => Gradient(x, y, width, height), SKEncodedImageFormat.Png);

    /// <summary>The gradient as a JPEG stored in one of the eight orientations, with the Exif segment that says so.</summary>
    public static byte[] Oriented(int orientation, int width, int height)
    {
        var (storedWidth, storedHeight) = orientation >= 5 ? (height, width) : (width, height);
        var (right, bottom) = (storedWidth - 1, storedHeight - 1);
        var jpeg = Encode(
            storedWidth,
            storedHeight,
            (x, y) =>
            {
                var (uprightX, uprightY) = orientation switch
                {
                    2 => (right - x, y),
                    3 => (right - x, bottom - y),
                    4 => (x, bottom - y),
                    5 => (y, x),
                    6 => (bottom - y, x),
                    7 => (bottom - y, right - x),
                    8 => (y, right - x),
                    _ => (x, y),
                };
                return Gradient(uprightX, uprightY, width, height);
            },
            SKEncodedImageFormat.Jpeg);
        byte[] exif =
        [
            0xFF, 0xE1, 0, 34, (byte)'E', (byte)'x', (byte)'i', (byte)'f', 0, 0, (byte)'M', (byte)'M', 0, 42, 0, 0, 0, 8,
            0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0,
        ];
        return [.. jpeg[..2], .. exif, .. jpeg[2..]];
    }

    /// <summary>The gradient as a PNG that is stored turned by a quarter, with the <c>eXIf</c> chunk that says so.</summary>
    public static byte[] TurnedPng(int width, int height)
    {
        // Orientation 6: the stored image's first row is the right side of the upright one.
        var png = Encode(height, width, (x, y) => Gradient(width - 1 - y, x, width, height), SKEncodedImageFormat.Png);
        var chunk = Chunk("eXIf"u8,
            [(byte)'I', (byte)'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0]);
        // After the signature and the head.
        return [.. png[..33], .. chunk, .. png[33..]];
    }

    /// <summary>
    /// A PNG of any bit depth and colour type; the rows come without their filter byte. Opacities are those of the palette's colours.
    /// </summary>
    public static byte[] RawPng(int width, byte bitDepth, byte colourType, byte[][] rows, byte[]? palette = null, byte[]? opacities = null)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            foreach (var row in rows)
            {
                zlib.WriteByte(0);
                zlib.Write(row);
            }
        }

        byte[][] others = [palette is null ? [] : Chunk("PLTE"u8, palette), opacities is null ? [] : Chunk("tRNS"u8, opacities)];
        return PngOf((width, rows.Length), (bitDepth, colourType), packed.ToArray(), [.. others.SelectMany(c => c)]);
    }

    /// <summary>A PNG of packed rows, each with its filter byte.</summary>
    /// <param name="others">Whole chunks between the head and the pixels.</param>
    /// <param name="isInterlaced">Whether the rows are those of Adam7's seven passes.</param>
    public static byte[] PngOf(
        (int Width, int Height) size, (byte BitDepth, byte ColourType) kind, byte[] packed, byte[]? others = null,
        bool isInterlaced = false)
    {
        var head = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(head, size.Width);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), size.Height);
        (head[8], head[9], head[12]) = (kind.BitDepth, kind.ColourType, (byte)(isInterlaced ? 1 : 0));
        return [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, .. Chunk("IHDR"u8, head), .. others ?? [],
            .. Chunk("IDAT"u8, packed), .. Chunk("IEND"u8, [])];
    }

    /// <summary>A BMP with 24 bits a pixel, all of one colour.</summary>
    public static byte[] Bmp(int width, int height, SKColor colour)
    {
        var stride = ((width * 3) + 3) / 4 * 4;
        var file = new byte[54 + (stride * height)];
        "BM"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2), file.Length);
        file[10] = 54;
        file[14] = 40;
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), width);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), height);
        (file[26], file[28]) = (1, 24);
        for (var pixel = 0; pixel < width * height; pixel++)
        {
            var at = 54 + (pixel / width * stride) + (pixel % width * 3);
            (file[at], file[at + 1], file[at + 2]) = (colour.Blue, colour.Green, colour.Red);
        }

        return file;
    }

    /// <summary>
    /// A JPEG of 8 x 8 pixels with four inks, pure red. Adobe's files store 255 for no ink: cyan and black are 255, magenta and yellow 0.
    /// With a quantiser of 8, a block's only coefficient is its value less 128: 127 (size 7, code 0) or -128 (size 8, code 10).
    /// </summary>
    public static byte[] RedCmykJpeg() =>
    [
        0xFF, 0xD8,
        0xFF, 0xEE, 0, 14, (byte)'A', (byte)'d', (byte)'o', (byte)'b', (byte)'e', 0, 100, 0, 0, 0, 0, 0,
        0xFF, 0xDB, 0, 67, 0, .. Enumerable.Repeat((byte)8, 64),
        0xFF, 0xC0, 0, 20, 8, 0, 8, 0, 8, 4, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 4, 0x11, 0,
        0xFF, 0xC4, 0, 21, 0x00, 1, 1, .. new byte[14], 7, 8,
        0xFF, 0xC4, 0, 20, 0x10, 1, .. new byte[15], 0,
        0xFF, 0xDA, 0, 14, 4, 1, 0, 2, 0, 3, 0, 4, 0, 0, 63, 0,
        0x7F, 0x4F, 0xE9, 0xFC, 0xFE,
        0xFF, 0xD9,
    ];

    /// <summary>A WebP animation of one frame, the gradient (WebP container specification, extended file format).</summary>
    public static byte[] AnimatedWebP(byte side)
    {
        var picture = Encode(side, side, (x, y) => Gradient(x, y, side, side), SKEncodedImageFormat.Webp, 90).AsSpan(12).ToArray();
        var last = (byte)(side - 1);
        byte[] content =
        [
            .. "WEBPVP8X"u8, 10, 0, 0, 0, 2, 0, 0, 0, last, 0, 0, last, 0, 0,
            .. "ANIM"u8, 6, 0, 0, 0, 255, 255, 255, 255, 0, 0,
            .. "ANMF"u8, .. BitConverter.GetBytes(16 + picture.Length), 0, 0, 0, 0, 0, 0, last, 0, 0, last, 0, 0, 100, 0, 0, 0, .. picture,
        ];
        return [.. "RIFF"u8, .. BitConverter.GetBytes(content.Length), .. content];
    }

    /// <summary>A GIF of 2 x 2 pixels with two frames: the first all red, the second all blue.</summary>
    public static byte[] Gif()
    {
        byte[] Frame(int colour) =>
        [
            0x21, 0xF9, 4, 0, 10, 0, 0, 0, 0x2C, 0, 0, 0, 0, 2, 0, 2, 0, 0,
            .. Codes(colour), 0,
        ];
        return [.. "GIF89a"u8, 2, 0, 2, 0, 0x80, 0, 0, 255, 0, 0, 0, 0, 255, .. Frame(0), .. Frame(1), 0x3B];
    }

    /// <summary>Codes of three bits (4 clears the table, 5 ends); cleared so often that they never grow.</summary>
    private static byte[] Codes(int colour)
    {
        int[] codes = [4, colour, colour, 4, colour, colour, 5];
        var bits = 0;
        for (var index = 0; index < codes.Length; index++)
        {
            bits |= codes[index] << (3 * index);
        }

        return [2, 3, (byte)bits, (byte)(bits >> 8), (byte)(bits >> 16)];
    }

    /// <summary>A chunk of a PNG with its length and its checksum.</summary>
    public static byte[] Chunk(ReadOnlySpan<byte> type, byte[] content)
    {
        byte[] checkedPart = [.. type, .. content];
        var chunk = new byte[checkedPart.Length + 8];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        checkedPart.CopyTo(chunk, 4);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(checkedPart.Length + 4), Checksum(checkedPart));
        return chunk;
    }

    private static uint Checksum(byte[] bytes)
    {
        var remainder = uint.MaxValue;
        foreach (var value in bytes)
        {
            remainder ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                remainder = (remainder >> 1) ^ ((remainder & 1) * 0xEDB88320);
            }
        }

        return ~remainder;
    }
}
