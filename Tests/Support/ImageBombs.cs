using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using static Transfer.Tests.Support.TiffFactory;

namespace Transfer.Tests.Support;

/// <summary>Small files that declare, or unpack to, far more than they have.</summary>
internal static class ImageBombs
{
    private const int Much = 200_000_000;

    public static IEnumerable<(string Name, byte[] File, ImageStatus Status)> Tiff()
    {
        var grey = Grey(1000, 1000, 1_000_000);
        yield return ("two billion rows", File(grey.With((257, Long, 1, int.MaxValue)), []), ImageStatus.TooLarge);
        yield return ("more rows than an int", File(grey.With((257, Long, 1, uint.MaxValue)), []), ImageStatus.Unreadable);
        yield return ("a thousand strips and one offset", File(grey.With((278, Long, 1, 1)), []), ImageStatus.Unreadable);
        yield return ("a billion offsets", File(grey.With((273, Long, 1 << 30, StripStart)), []), ImageStatus.Truncated);
        yield return ("a text of two billion letters", File(grey.With((270, Letters, int.MaxValue, 8)), []), ImageStatus.Truncated);
        yield return ("a strip of two billion bytes", File(grey.With((279, Long, 1, int.MaxValue)), []), ImageStatus.Truncated);
        yield return ("a strip that is not there", File(grey, []), ImageStatus.Truncated);
        yield return ("tiles larger than the image", File(
            Grey(10, 10, 100).With((322, Long, 1, 60_000), (323, Long, 1, 60_000), (324, Long, 1, StripStart), (325, Long, 1, 100)),
            new byte[100]), ImageStatus.TooLarge);
        yield return ("65,535 channels", File(grey.With((277, Short, 1, 65535)), new byte[1_000_000]), ImageStatus.Unsupported);
        yield return ("65,535 planes", File(grey.With((277, Short, 1, 65535), (284, Short, 1, 2)), []), ImageStatus.Unreadable);
        yield return ("samples of 64 bits", File(grey.With((258, Short, 1, 64)), new byte[1_000_000]), ImageStatus.Unsupported);
        yield return ("a directory that follows itself", File(Grey(10, 10, 100), new byte[100], next: 8), ImageStatus.Ok);
        var deflated = Zeros();
        yield return ("a strip that goes on", File(
            grey.With((259, Short, 1, 8), (279, Long, 1, (ulong)deflated.Length)), deflated), ImageStatus.Ok);
        var jpeg = JpegHead(0xC2, 65_500, 65_500);
        yield return ("a larger JPEG in a strip", File(
            grey.With((259, Short, 1, 7), (279, Long, 1, (ulong)jpeg.Length)), jpeg), ImageStatus.Unreadable);
        yield return ("2^60 entries", BigFile(grey, [], 1UL << 60), ImageStatus.Truncated);
        yield return ("2^60 letters", BigFile(grey.With((270, Letters, 1UL << 60, 8)), []), ImageStatus.Truncated);
        yield return ("a strip at 2^63", BigFile(
            grey.With((273, Long8, 1, 1UL << 63), (279, Long8, 1, 1UL << 62)), new byte[1_000_000]), ImageStatus.Unreadable);
    }

    public static IEnumerable<(string Name, byte[] File, ImageStatus Status)> Png()
    {
        var small = ImageFactory.RawPng(1, 8, 0, [[77]]);
        // After the signature and the head.
        byte[] With(params IEnumerable<byte[]> chunks) => [.. small[..33], .. chunks.SelectMany(c => c), .. small[33..]];
        var huge = small.ToArray();
        BinaryPrimitives.WriteUInt32BigEndian(huge.AsSpan(16), int.MaxValue);
        yield return ("two billion columns", huge, ImageStatus.TooLarge);
        yield return ("a chunk of two gigabytes", With([[0x7F, 0xFF, 0xFF, 0xFF, .. "tEXt"u8]]), ImageStatus.Unreadable);
        yield return ("texts that unpack to gigabytes", With(Enumerable.Repeat(
            ImageFactory.Chunk("zTXt"u8, [.. "a\0\0"u8, .. Zeros()]), 20)), ImageStatus.Ok);
        yield return ("a colour profile that unpacks to gigabytes",
            With(ImageFactory.Chunk("iCCP"u8, [.. "a\0\0"u8, .. Zeros()])), ImageStatus.Ok);
        yield return ("pixels that go on", ImageFactory.PngOf((1, 1), (8, 0), Zeros()), ImageStatus.Ok);
        yield return ("12 bits that go on", ImageFactory.PngOf((100, 100), (16, 0), Zeros()), ImageStatus.Ok);
        yield return ("Exif of 65,535 entries",
            With(ImageFactory.Chunk("eXIf"u8, [.. "II*\0"u8, 8, 0, 0, 0, 255, 255, 1, 1])), ImageStatus.Ok);
    }

    public static IEnumerable<(string Name, byte[] File, ImageStatus Status)> Others()
    {
        byte[] Gif(ushort side, IEnumerable<byte[]> frames) =>
            [.. "GIF89a"u8, (byte)side, (byte)(side >> 8), (byte)side, (byte)(side >> 8), 0x80, 0, 0, 255, 0, 0, 0, 0, 255,
                .. frames.SelectMany(f => f), 0x3B];
        // What is below is shown again after it: Skia goes back over all of them for each.
        byte[] frame = [0x21, 0xF9, 4, 0b1100, 10, 0, 0, 0, 0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 0x01, 0];
        yield return ("a GIF of four billion pixels", Gif(65535, [frame]), ImageStatus.TooLarge);
        yield return ("a GIF of 300,000 frames", Gif(1, Enumerable.Repeat(frame, 300_000)), ImageStatus.Ok);
        yield return ("a WebP of 300,000 frames", WebP(300_000), ImageStatus.Ok);
        yield return ("a JPEG of four billion pixels", JpegHead(0xC0, 65_500, 65_500), ImageStatus.TooLarge);
        yield return ("a JPEG of 10,000 scans", [.. JpegHead(0xC2, 1000, 1000), .. Enumerable.Repeat(JpegScan, 10_000)
            .SelectMany(s => s), 0xFF, 0xD9], ImageStatus.Unsupported);
        var profile = new byte[65_537];
        (profile[0], profile[1], profile[2], profile[3]) = (0xFF, 0xE2, 0xFF, 0xFF);
        Encoding.ASCII.GetBytes("ICC_PROFILE\0\u0001\u0001").CopyTo(profile, 4);
        var jpeg = ImageFactory.Jpeg(8, 8);
        yield return ("a JPEG of 300 colour profiles", [.. jpeg[..2], .. Enumerable.Repeat(profile, 300).SelectMany(p => p),
            .. jpeg[2..]], ImageStatus.Ok);
        var bmp = ImageFactory.Bmp(2, 2, default);
        BinaryPrimitives.WriteInt32LittleEndian(bmp.AsSpan(18), int.MaxValue);
        BinaryPrimitives.WriteInt32LittleEndian(bmp.AsSpan(22), int.MinValue);
        yield return ("a BMP of 2^62 pixels", bmp, ImageStatus.Unreadable);
    }

    /// <summary>Files of a kind with boxes, made of a small picture.</summary>
    public static IEnumerable<(string Name, byte[] File)> Heif(byte[] picture)
    {
        var size = picture.AsSpan().IndexOf("ispe"u8) + 8;
        foreach (var (width, height) in new[] { (uint.MaxValue, uint.MaxValue), (65_000u, 65_000u), (1000u, 1000u), (8u, 8u), (0u, 0u) })
        {
            var copy = picture.ToArray();
            BinaryPrimitives.WriteUInt32BigEndian(copy.AsSpan(size), width);
            BinaryPrimitives.WriteUInt32BigEndian(copy.AsSpan(size + 4), height);
            yield return ($"a declared size of {width} x {height}", copy);
        }

        foreach (var box in new[] { "meta", "iloc", "iinf", "infe", "iprp", "ipco", "ipma", "pitm", "ispe", "hvcC", "av1C", "iref" })
        {
            var at = picture.AsSpan().IndexOf(Encoding.ASCII.GetBytes(box));
            for (var changed = -4; at > 0 && changed < 24; changed += 2)
            {
                var copy = picture.ToArray();
                BinaryPrimitives.WriteUInt16BigEndian(copy.AsSpan(at + changed), ushort.MaxValue);
                yield return ($"much at {changed} of {box}", copy);
            }
        }

        const int depth = 100_000;
        var head = picture[..(int)BinaryPrimitives.ReadUInt32BigEndian(picture)];
        var nested = new byte[(depth * 8) + 12];
        for (var (level, begin) = (0, 0); level < depth; level++, begin = (level * 8) + 4)
        {
            // The outermost box has four more bytes, its version.
            BinaryPrimitives.WriteInt32BigEndian(nested.AsSpan(begin), nested.Length - begin);
            (level == 0 ? "meta"u8 : "iprp"u8).CopyTo(nested.AsSpan(begin + 4));
        }

        yield return ("100,000 nested boxes", [.. head, .. nested]);
    }

    /// <summary>Two hundred million zeros, packed.</summary>
    public static byte[] Zeros()
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            var block = new byte[1_000_000];
            for (var written = 0; written < Much; written += block.Length)
            {
                zlib.Write(block);
            }
        }

        return packed.ToArray();
    }

    /// <summary>A JPEG up to its first scan.</summary>
    public static byte[] JpegHead(byte process, ushort width, ushort height) =>
    [
        0xFF, 0xD8,
        0xFF, 0xDB, 0, 67, 0, .. Enumerable.Repeat((byte)8, 64),
        0xFF, process, 0, 11, 8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, 1, 1, 0x11, 0,
        0xFF, 0xC4, 0, 20, 0x00, 1, .. new byte[15], 0,
        0xFF, 0xC4, 0, 20, 0x10, 1, .. new byte[15], 0,
        .. JpegScan,
    ];

    // The direct coefficients of one component, and no data.
    private static byte[] JpegScan => [0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 0, 0];

    private static byte[] WebP(int frames)
    {
        // One pixel, without loss.
        var still = ImageFactory.Encode(1, 1, (_, _) => default, SkiaSharp.SKEncodedImageFormat.Webp)[12..];
        byte[] head = [.. "VP8X"u8, 10, 0, 0, 0, 0b10, 0, 0, 0, 0, 0, 0, 0, 0, 0, .. "ANIM"u8, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        var frame = new byte[8 + 16 + still.Length];
        "ANMF"u8.CopyTo(frame);
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(4), 16 + still.Length);
        still.CopyTo(frame, 24);
        byte[] content = [.. "WEBP"u8, .. head, .. Enumerable.Repeat(frame, frames).SelectMany(f => f)];
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, content.Length);
        return [.. "RIFF"u8, .. length, .. content];
    }
}
