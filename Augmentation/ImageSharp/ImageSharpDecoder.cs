using System.Runtime.InteropServices;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Memory;
using SixLabors.ImageSharp.Metadata.Profiles.Exif;
using SixLabors.ImageSharp.PixelFormats;
using SkiaSharp;

namespace Transfer.Augmentation;

/// <summary>
/// Encoded bytes to RGBA pixels with ImageSharp, with the same outcomes as <see cref="ImageDecoder"/>. The library is loaded when it first
/// decodes an image.
/// </summary>
internal static class ImageSharpDecoder
{
    /// <summary>The version of the library, known without loading it.</summary>
    public const string Version = "2.1.13";

    // The last byte of a PNG's head (PNG specification, 11.2.1).
    private const int InterlaceAt = 28;

    /// <summary>Decodes the whole image; of several frames the first.</summary>
    /// <param name="format">The format by the first bytes.</param>
    /// <returns>The pixels, or null when the outcome is not Ok.</returns>
    public static unsafe DecodedImage? Decode(ReadOnlySpan<byte> encoded, long maxPixels, string format, out ImageOutcome outcome)
    {
        if (ImageFormat.EndsEarly(format, encoded) || (format == "GIF" && !GifBlocks.AreWhole(encoded)))
        {
            outcome = DecodingFailure.OfContent(format, encoded);
            return null;
        }

        // ImageSharp 2.1.13 never ends with some of them.
        if (format == "PNG" && encoded.Length > InterlaceAt && encoded[InterlaceAt] != 0)
        {
            outcome = new(ImageStatus.Unsupported, "is an interlaced PNG file, which is not decoded with ImageSharp");
            return null;
        }

        try
        {
            fixed (byte* bytes = encoded)
            {
                using var stream = new UnmanagedMemoryStream(bytes, encoded.Length);
                SKEncodedOrigin? orientation = format == "PNG" ? ImageOrientation.OfPng(encoded) : null;
                var decoded = Decode(stream, maxPixels, ImageSharpFormats.DecoderOf(format), orientation, out outcome);
                if (decoded is not null)
                {
                    var isTwelveBit = SixteenBitPng.TryStretch(format, encoded, decoded);
                    outcome = outcome with { Conversions = ImageConversions.Of(format, encoded, isTwelveBit) };
                }

                return decoded;
            }
        }
        catch (InvalidMemoryOperationException)
        {
            outcome = new(ImageStatus.TooLarge,
                $"needs more memory than an image of {ImageDecoder.MostPixels(maxPixels)} pixels, which is the most that is accepted");
        }
        catch (NotSupportedException)
        {
            outcome = new(ImageStatus.Unsupported, $"is a {format} file of a kind that ImageSharp does not decode");
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // The library meets damaged files with any exception.
            outcome = DecodingFailure.OfContent(format, encoded);
        }

        return null;
    }

    private static DecodedImage? Decode(
        Stream stream, long maxPixels, IImageDecoder decoder, SKEncodedOrigin? orientation, out ImageOutcome outcome)
    {
        var configuration = ImageSharpFormats.ConfigurationFor(maxPixels);
        var facts = ((IImageInfoDetector)decoder).Identify(configuration, stream, CancellationToken.None);
        if (ImageDecoder.TooLarge(facts.Width, facts.Height, maxPixels) is { } refusal)
        {
            outcome = refusal;
            return null;
        }

        stream.Position = 0;
        using var image = decoder.Decode<Rgba32>(configuration, stream, CancellationToken.None);
        outcome = ImageOutcome.Ok;
        return Take(image, orientation ?? OrientationOf(image));
    }

    private static DecodedImage Take(Image<Rgba32> image, SKEncodedOrigin orientation)
    {
        var buffer = PixelBuffer.Rent(image.Width * image.Height * 4);
        var rgba = buffer.AsSpan(0, image.Width * image.Height * 4);
        image.CopyPixelDataTo(rgba);
        foreach (ref var pixel in MemoryMarshal.Cast<byte, Rgba32>(rgba))
        {
            if (pixel.A < 255)
            {
                pixel = new(OverWhite(pixel.R, pixel.A), OverWhite(pixel.G, pixel.A), OverWhite(pixel.B, pixel.A));
            }
        }

        var size = new SKSizeI(image.Width, image.Height);
        return new(buffer, size, 1, size, orientation);
    }

    private static SKEncodedOrigin OrientationOf(Image image) =>
        image.Metadata.ExifProfile?.GetValue(ExifTag.Orientation)?.Value is >= 1 and <= 8 and var orientation
            ? (SKEncodedOrigin)orientation
            : SKEncodedOrigin.TopLeft;

    private static byte OverWhite(byte value, byte opacity) => (byte)(((value * opacity) + (255 * (255 - opacity)) + 127) / 255);
}
