using System.Runtime.InteropServices;
using BitMiracle.LibTiff.Classic;
using SkiaSharp;

namespace Transfer.Augmentation;

/// <summary>
/// Encoded bytes of a TIFF file to RGBA pixels with LibTiff.NET, which is loaded when the first such file appears. Of several pages the
/// first is read.
/// </summary>
internal static class TiffDecoder
{
    /// <summary>The version of the library, known without loading it.</summary>
    public const string Version = "2.4.660";

    static TiffDecoder() => BitMiracle.LibTiff.Classic.Tiff.SetErrorHandler(new SilentTiff());

    /// <returns>The pixels, or null when the outcome is not Ok.</returns>
    public static DecodedImage? Decode(ReadOnlySpan<byte> encoded, long maxPixels, out ImageOutcome outcome)
    {
        if (TiffDirectory.Refusal(encoded, maxPixels) is { } refused)
        {
            outcome = refused;
            return null;
        }

        try
        {
            using var stream = new MemoryStream(encoded.ToArray(), writable: false);
            using var tiff = BitMiracle.LibTiff.Classic.Tiff.ClientOpen("image", "r", stream, new TiffStream());
            if (tiff is null)
            {
                outcome = Damaged(isEarly: false);
                return null;
            }

            var facts = TiffFacts.Of(tiff);
            if (facts.Unsupported is { } reason)
            {
                outcome = new(ImageStatus.Unsupported, reason);
                return null;
            }

            if (ImageDecoder.TooLarge(facts.Width, facts.Height, maxPixels) is { } refusal)
            {
                outcome = refusal;
                return null;
            }

            if (facts.DataEnd > encoded.Length)
            {
                outcome = Damaged(isEarly: true);
                return null;
            }

            return Read(tiff, facts, out outcome);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // The library meets damaged files with any exception.
            outcome = Damaged(isEarly: false);
            return null;
        }
    }

    private static DecodedImage? Read(BitMiracle.LibTiff.Classic.Tiff tiff, TiffFacts facts, out ImageOutcome outcome)
    {
        var isTwelveBit = facts.CanBeTwelveBit && LargestSample(tiff, facts) <= SixteenBits.TwelveBit;
        var buffer = PixelBuffer.Rent(facts.Width * facts.Height * 4);
        var rgba = buffer.AsSpan(0, facts.Width * facts.Height * 4);
        var isRead = isTwelveBit ? ReadTwelveBit(tiff, facts, rgba) : ReadRgba(tiff, facts, rgba);
        if (!isRead)
        {
            PixelBuffer.Return(buffer);
            outcome = Damaged(isEarly: false);
            return null;
        }

        DecodedImage.LayOverWhite(rgba);
        outcome = ImageOutcome.Ok with { Conversions = facts.Conversions(isTwelveBit) };
        var size = new SKSizeI(facts.Width, facts.Height);
        return new(buffer, size, 1, size, facts.Orientation);
    }

    private static bool ReadRgba(BitMiracle.LibTiff.Classic.Tiff tiff, TiffFacts facts, Span<byte> rgba)
    {
        var raster = new int[facts.Width * facts.Height];
        // In the order in which it is stored: that is turned later, as with other formats.
        if (!tiff.ReadRGBAImageOriented(facts.Width, facts.Height, raster, (Orientation)(int)facts.Orientation, stopOnError: true))
        {
            return false;
        }

        MemoryMarshal.AsBytes(raster.AsSpan()).CopyTo(rgba);
        return true;
    }

    private static int LargestSample(BitMiracle.LibTiff.Classic.Tiff tiff, TiffFacts facts)
    {
        var largest = 0;
        var line = new byte[tiff.ScanlineSize()];
        for (var row = 0; row < facts.Height && largest <= SixteenBits.TwelveBit; row++)
        {
            // What is wrong with the row is said where it is read again.
            largest = tiff.ReadScanline(line, row)
                ? Math.Max(largest, SixteenBits.Largest(MemoryMarshal.Cast<byte, ushort>(line))) : int.MaxValue;
        }

        return largest;
    }

    private static bool ReadTwelveBit(BitMiracle.LibTiff.Classic.Tiff tiff, TiffFacts facts, Span<byte> rgba)
    {
        var line = new byte[tiff.ScanlineSize()];
        for (var row = 0; row < facts.Height; row++)
        {
            if (!tiff.ReadScanline(line, row))
            {
                return false;
            }

            var samples = MemoryMarshal.Cast<byte, ushort>(line);
            for (var x = 0; x < facts.Width; x++)
            {
                var target = rgba.Slice(((row * facts.Width) + x) * 4, 4);
                for (var channel = 0; channel < 3; channel++)
                {
                    target[channel] = SixteenBits.OfTwelve(samples[(x * facts.Channels) + (facts.Channels == 1 ? 0 : channel)]);
                }

                target[3] = byte.MaxValue;
            }
        }

        return true;
    }

    private static ImageOutcome Damaged(bool isEarly) => isEarly ? new(ImageStatus.Truncated, "is a TIFF file that ends early")
        : new(ImageStatus.Unreadable, "is a TIFF file with damaged content");
}
