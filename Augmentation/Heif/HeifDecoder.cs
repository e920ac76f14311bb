using ImageMagick;
using SkiaSharp;

namespace Transfer.Augmentation;

/// <summary>
/// Encoded bytes of a HEIC or AVIF file to RGBA pixels with ImageMagick, which is loaded when the first such file appears. ImageMagick is
/// told the format, so none of its other formats is ever tried. Of several images the first is read.
/// </summary>
internal static class HeifDecoder
{
    /// <summary>The version of the library, known without loading it.</summary>
    public const string Version = "15.1.0";

    // Every image is decoded on a thread of its own already.
    private const int Threads = 1;
    private const int MemoryShare = 2;

    private static readonly Lazy<bool> IsHere = new(Load);

    /// <param name="format"><c>HEIC</c> or <c>AVIF</c>, by the first bytes.</param>
    /// <returns>The pixels, or null when the outcome is not Ok.</returns>
    public static DecodedImage? Decode(ReadOnlySpan<byte> encoded, long maxPixels, string format, out ImageOutcome outcome)
    {
        if (!IsHere.Value)
        {
            outcome = NotHere(format);
            return null;
        }

        try
        {
            var settings = new MagickReadSettings
            {
                Format = format == "HEIC" ? MagickFormat.Heic : MagickFormat.Avif,
                FrameIndex = 0,
                FrameCount = 1,
            };
            using var image = new MagickImage();
            image.Ping(encoded, settings);
            if (ImageDecoder.TooLarge((int)image.Width, (int)image.Height, maxPixels) is { } refusal)
            {
                outcome = refusal;
                return null;
            }

            image.Read(encoded, settings);
            if (ImageDecoder.TooLarge((int)image.Width, (int)image.Height, maxPixels) is { } larger)
            {
                // The boxes say one size, and the coded image another.
                outcome = larger;
                return null;
            }

            outcome = ImageOutcome.Ok with { Conversions = image.HasAlpha ? "alpha flattened" : null };
            return Take(image);
        }
        catch (MagickException)
        {
            outcome = ImageFormat.EndsEarly(format, encoded) ? new(ImageStatus.Truncated, $"is {ImageFormat.Article(format)} file that "
                + "ends early")
                : new(ImageStatus.Unreadable, $"is {ImageFormat.Article(format)} file with damaged content");
            return null;
        }
    }

    /// <summary>The outcome where the library is not there.</summary>
    public static ImageOutcome NotHere(string format) => new(ImageStatus.Unsupported,
        $"is {ImageFormat.Article(format)} file, which this build or system cannot decode; expected {ImageFormat.Choices}");

    private static DecodedImage Take(MagickImage image)
    {
        if (image.HasAlpha)
        {
            image.ColorAlpha(MagickColors.White);
        }

        var size = new SKSizeI((int)image.Width, (int)image.Height);
        using var pixels = image.GetPixelsUnsafe();
        var rgba = pixels.ToByteArray(PixelMapping.RGBA)!;
        var buffer = PixelBuffer.Rent(rgba.Length);
        rgba.CopyTo(buffer, 0);
        // The file itself says how it is turned, and the decoder has done it.
        return new(buffer, size, 1, size, SKEncodedOrigin.TopLeft);
    }

    private static bool Load()
    {
        try
        {
            ResourceLimits.Thread = Threads;
            ResourceLimits.Memory = (ulong)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / MemoryShare);
            // Beyond the memory it would go on in files.
            ResourceLimits.Disk = 0;
            return true;
        }
        catch (Exception fault) when (fault is DllNotFoundException or TypeInitializationException or BadImageFormatException
            or EntryPointNotFoundException)
        {
            return false;
        }
    }
}
