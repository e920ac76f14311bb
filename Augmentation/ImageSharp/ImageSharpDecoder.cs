using System.Runtime.InteropServices;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Metadata.Profiles.Exif;
using SixLabors.ImageSharp.PixelFormats;
using SkiaSharp;

namespace Transfer.Augmentation;

/// <summary>Encoded bytes to RGBA pixels with ImageSharp, with the same outcomes as <see cref="ImageDecoder"/>.</summary>
internal static class ImageSharpDecoder
{
    /// <summary>Decodes so that neither side is shorter than <paramref name="size"/>, if the image has that many pixels.</summary>
    /// <param name="format">The format by the first bytes.</param>
    /// <returns>The pixels, or null when the outcome is not Ok.</returns>
    public static DecodedImage? Decode(ReadOnlySpan<byte> encoded, int size, long maxPixels, string format, out ImageOutcome outcome)
    {
        if (ImageFormat.EndsEarly(format, encoded))
        {
            outcome = new(ImageStatus.Truncated, $"is a {format} file that ends early");
            return null;
        }

        try
        {
            var facts = Image.Identify(encoded);
            if (ImageDecoder.TooLarge(facts.Width, facts.Height, maxPixels) is { } refusal)
            {
                outcome = refusal;
                return null;
            }

            using var image = Load(encoded, size, format);
            var decoded = Take(image, new(facts.Width, facts.Height));
            var isTwelveBit = SixteenBitPng.TryStretch(format, encoded, decoded);
            outcome = ImageOutcome.Ok with { Conversions = ImageConversions.Of(format, encoded, isTwelveBit) };
            return decoded;
        }
        catch (Exception fault) when (fault is ImageFormatException or NotSupportedException or InvalidOperationException)
        {
            outcome = new(ImageStatus.Unreadable, $"is a {format} file with damaged content");
            return null;
        }
    }

    private static unsafe Image<Rgba32> Load(ReadOnlySpan<byte> encoded, int size, string format)
    {
        var options = new DecoderOptions { MaxFrames = 1 };
        if (format != "JPEG")
        {
            return Image.Load<Rgba32>(options, encoded);
        }

        // Leaves out high frequencies where an eighth, a quarter or a half of the sides is enough, as an average over blocks.
        var reduced = new JpegDecoderOptions
        {
            GeneralOptions = new DecoderOptions { MaxFrames = 1, TargetSize = new(size * ImageDecoder.Margin, size * ImageDecoder.Margin) },
            ResizeMode = JpegDecoderResizeMode.IdctOnly,
        };
        fixed (byte* bytes = encoded)
        {
            using var stream = new UnmanagedMemoryStream(bytes, encoded.Length);
            return JpegDecoder.Instance.Decode<Rgba32>(reduced, stream);
        }
    }

    private static DecodedImage Take(Image<Rgba32> image, SKSizeI stored)
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

        // The codec's scale is one of these; a side that it does not divide is rounded up.
        var scale = Array.Find([1.0, 0.5, 0.25], share => image.Width == (int)Math.Ceiling(stored.Width * share)
            && image.Height == (int)Math.Ceiling(stored.Height * share));
        var orientation = image.Metadata.ExifProfile?.TryGetValue(ExifTag.Orientation, out var tag) == true && tag.Value is >= 1 and <= 8
            ? (SKEncodedOrigin)tag.Value
            : SKEncodedOrigin.TopLeft;
        return new(buffer, new(image.Width, image.Height), scale > 0 ? scale : 0.125, stored, orientation);
    }

    private static byte OverWhite(byte value, byte opacity) => (byte)(((value * opacity) + (255 * (255 - opacity)) + 127) / 255);
}
