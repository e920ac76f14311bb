using System.Buffers.Binary;

namespace Transfer.Augmentation;

/// <summary>
/// PNG files of 16 bits that use 12 of them (Portable Network Graphics, third edition, 11.2.1). Decoders reduce such samples to 8 bits, of
/// which 4 are left.
/// </summary>
internal static class SixteenBitPng
{
    private const int ColourTypeAt = 25;

    /// <summary>Writes stretched samples over the pixels of an image, where its file is such a PNG.</summary>
    /// <param name="image">The pixels that a decoder made of the whole file.</param>
    /// <returns>False where the file is of another kind; the pixels are as they were.</returns>
    public static bool TryStretch(string format, ReadOnlySpan<byte> encoded, DecodedImage image)
    {
        if (!SixteenBits.IsPng(format, encoded) || ChannelsOf(encoded[ColourTypeAt]) is not { } channels
            || !UseTwelveBits(encoded, channels))
        {
            return false;
        }

        ReadOnlySpan<byte> transparent = [];
        for (var chunks = new PngChunks(encoded); chunks.MoveNext();)
        {
            transparent = chunks.Type.SequenceEqual("tRNS"u8) ? chunks.Content : transparent;
        }

        var pixel = channels * sizeof(ushort);
        using var rows = new PngRows(encoded, pixel);
        while (rows.Read())
        {
            for (var column = 0; column < rows.Columns; column++)
            {
                var at = ((rows.Y * image.Width) + rows.X + (column * rows.StepX)) * 4;
                var samples = rows.Line.Slice(column * pixel, pixel);
                Write(samples, samples.SequenceEqual(transparent), image.Rgba.Slice(at, 4));
            }
        }

        return true;
    }

    /// <summary>Grey, colour, and each with an opacity; null for a palette, which has no 16 bits.</summary>
    private static int? ChannelsOf(byte colourType) => colourType switch { 0 => 1, 2 => 3, 4 => 2, 6 => 4, _ => null };

    private static int ColoursOf(int channels) => channels < 3 ? 1 : 3;

    private static bool UseTwelveBits(ReadOnlySpan<byte> png, int channels)
    {
        var (pixel, colours) = (channels * sizeof(ushort), ColoursOf(channels) * sizeof(ushort));
        using var rows = new PngRows(png, pixel);
        try
        {
            while (rows.Read())
            {
                for (var at = 0; at < rows.Line.Length; at += sizeof(ushort))
                {
                    // The opacity, which is the last sample of a pixel, may use all bits.
                    if (at % pixel < colours && BinaryPrimitives.ReadUInt16BigEndian(rows.Line[at..]) > SixteenBits.TwelveBit)
                    {
                        return false;
                    }
                }
            }

            return rows.IsAtEnd;
        }
        catch (InvalidDataException)
        {
            // The decoder was more forgiving.
            return false;
        }
    }

    /// <summary>Writes a pixel, laid over white.</summary>
    private static void Write(ReadOnlySpan<byte> samples, bool isTransparent, Span<byte> rgba)
    {
        var channels = samples.Length / sizeof(ushort);
        var colours = ColoursOf(channels);
        var opacity = isTransparent ? 0 : channels == colours ? ushort.MaxValue : Sample(samples, channels - 1);
        for (var channel = 0; channel < 3; channel++)
        {
            var value = SixteenBits.OfTwelve(Sample(samples, Math.Min(channel, colours - 1)));
            rgba[channel] = (byte)(((value * (long)opacity) + (byte.MaxValue * (long)(ushort.MaxValue - opacity)) + (ushort.MaxValue / 2))
                / ushort.MaxValue);
        }

        rgba[3] = byte.MaxValue;
    }

    private static int Sample(ReadOnlySpan<byte> samples, int channel) =>
        BinaryPrimitives.ReadUInt16BigEndian(samples[(channel * sizeof(ushort))..]);
}
