using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using SkiaSharp;

namespace Transfer.Augmentation;

/// <summary>
/// Decodes PNG files of 16 bits that use 12 of them (Portable Network Graphics, third edition, 9 and 10). Skia reduces such samples to
/// 8 bits, of which 4 are left.
/// </summary>
internal static class SixteenBitPng
{
    private const int FirstChunk = 8;
    private const int ChunkHead = 8;
    private const int ChunkCheck = 4;
    private const int ColourType = 25;
    private const int Interlace = 28;

    /// <summary>Decodes a file that Skia has decoded as a whole.</summary>
    /// <returns>The pixels, stretched; null where they use more than 12 bits, have an opacity or are interlaced.</returns>
    public static DecodedImage? DecodeTwelveBit(SKCodec codec, SKEncodedOrigin orientation, ReadOnlySpan<byte> png)
    {
        if (!codec.Info.IsOpaque || png[Interlace] != 0 || png[ColourType] is not (0 or 2))
        {
            return null;
        }

        using var packed = new MemoryStream();
        for (var at = FirstChunk; at + ChunkHead <= png.Length;)
        {
            var length = (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(png[at..]), (uint)(png.Length - at - ChunkHead));
            if (png.Slice(at + 4, 4).SequenceEqual("IDAT"u8))
            {
                packed.Write(png.Slice(at + ChunkHead, length));
            }

            at += ChunkHead + length + ChunkCheck;
        }

        packed.Position = 0;
        using var rows = new ZLibStream(packed, CompressionMode.Decompress);
        var buffer = ArrayPool<byte>.Shared.Rent(codec.Info.Width * codec.Info.Height * 4);
        if (TryRead(rows, codec.Info.Width, png[ColourType] == 0 ? 1 : 3, buffer.AsSpan(0, codec.Info.Width * codec.Info.Height * 4)))
        {
            return new(buffer, codec.Info.Size, 1, codec.Info.Size, orientation);
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return null;
    }

    private static bool TryRead(Stream rows, int width, int channels, Span<byte> rgba)
    {
        var pixel = channels * sizeof(ushort);
        var (line, above) = (new byte[1 + (width * pixel)], new byte[1 + (width * pixel)]);
        for (; rgba.Length > 0; rgba = rgba[(width * 4)..])
        {
            if (rows.ReadAtLeast(line, line.Length, throwOnEndOfStream: false) < line.Length)
            {
                return false;
            }

            Unfilter(line.AsSpan(1), above.AsSpan(1), line[0], pixel);
            for (var x = 0; x < width; x++)
            {
                for (var channel = 0; channel < 3; channel++)
                {
                    var sample = BinaryPrimitives.ReadUInt16BigEndian(line.AsSpan(1 + (x * pixel) + (channels == 1 ? 0 : channel * 2)));
                    if (sample > SixteenBits.TwelveBit)
                    {
                        return false;
                    }

                    rgba[(x * 4) + channel] = SixteenBits.OfTwelve(sample);
                }

                rgba[(x * 4) + 3] = byte.MaxValue;
            }

            (line, above) = (above, line);
        }

        return true;
    }

    private static void Unfilter(Span<byte> line, ReadOnlySpan<byte> above, int filter, int pixel)
    {
        for (var i = 0; i < line.Length; i++)
        {
            var (left, corner) = i < pixel ? (0, 0) : (line[i - pixel], above[i - pixel]);
            line[i] += (byte)(filter switch
            {
                1 => left,
                2 => above[i],
                3 => (left + above[i]) / 2,
                4 => Paeth(left, above[i], corner),
                _ => 0,
            });
        }
    }

    private static int Paeth(int left, int above, int corner)
    {
        var estimate = left + above - corner;
        var (a, b, c) = (Math.Abs(estimate - left), Math.Abs(estimate - above), Math.Abs(estimate - corner));
        return a <= b && a <= c ? left : b <= c ? above : corner;
    }
}
