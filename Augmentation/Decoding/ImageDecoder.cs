using System.Security.Cryptography;
using SkiaSharp;

namespace Transfer.Augmentation;

/// <summary>Encoded bytes to RGBA pixels, no more of them than a target size needs.</summary>
internal static class ImageDecoder
{
    /// <summary>
    /// How many times longer than the target the sides of a JPEG are that is decoded at a reduced scale. Its average over blocks is not the
    /// resampling filter: at 4 times the pixels of photographs differ from those of a whole decode by less than 0.5 of 255 on average, at 1
    /// by up to 2.3.
    /// </summary>
    public const int Margin = 4;

    /// <summary>Decodes so that neither side is shorter than <paramref name="size"/>, if the image has that many pixels.</summary>
    /// <returns>The pixels, or null when the outcome is not Ok.</returns>
    public static unsafe DecodedImage? Decode(
        ReadOnlySpan<byte> encoded, int size, long maxPixels, out ImageOutcome outcome, Imaging imaging = Imaging.Skia)
    {
        if (encoded.IsEmpty)
        {
            outcome = new(ImageStatus.Empty, "has no bytes");
            return null;
        }

        if (ImageFormat.Recognise(encoded) is not { } format)
        {
            outcome = ForeignFormat.NameOf(encoded) is { } name
                ? new(ImageStatus.Unsupported, $"is {name}; expected {ImageFormat.Choices}")
                : new(ImageStatus.NotAnImage, $"does not begin like an image; expected {ImageFormat.Choices}");
            return null;
        }

        if (DeclaredTooMuch.Of(format, encoded, maxPixels) is { } refused)
        {
            outcome = refused;
            return null;
        }

        if (format == "TIFF")
        {
            return TiffDecoder.Decode(encoded, maxPixels, out outcome);
        }

        if (format is "HEIC" or "AVIF")
        {
#if HEIF
            return HeifDecoder.Decode(encoded, maxPixels, format, out outcome);
#else
            outcome = new(ImageStatus.Unsupported, $"is {ImageFormat.Article(format)} file, which this build cannot decode; expected "
                + ImageFormat.Choices);
            return null;
#endif
        }

        if (imaging == Imaging.ImageSharp)
        {
            return ImageSharpDecoder.Decode(encoded, maxPixels, format, out outcome);
        }

        fixed (byte* bytes = encoded)
        {
            using var data = SKData.Create((nint)bytes, encoded.Length);
            using var codec = SKCodec.Create(data);
            if (codec is null)
            {
                outcome = DecodingFailure.Of(format, encoded, null, SKCodecResult.InvalidInput);
                return null;
            }

            if (TooLarge(codec.Info.Width, codec.Info.Height, maxPixels) is { } refusal)
            {
                outcome = refusal;
                return null;
            }

            var orientation = ImageOrientation.Of(codec, format, encoded);
            var result = DecodePixels(codec, size, format, orientation, out var image);
            if (result == SKCodecResult.IncompleteInput && format == "JPEG" && DecodeWithoutEnd(encoded, size, maxPixels) is { } whole)
            {
                (result, image) = (SKCodecResult.Success, whole);
            }

            if (result == SKCodecResult.Success && format == "GIF" && !GifBlocks.AreWhole(encoded))
            {
                image?.Dispose();
                (result, image) = (SKCodecResult.ErrorInInput, null);
            }

            if (image is null)
            {
                outcome = DecodingFailure.Of(format, encoded, codec, result);
                return null;
            }

            var isTwelveBit = SixteenBitPng.TryStretch(format, encoded, image);
            outcome = ImageOutcome.Ok with { Conversions = ImageConversions.Of(codec, format, encoded, isTwelveBit) };
            return image;
        }
    }

    /// <summary>The outcome of an image that is known to be whole; no pixel is decoded where the head of the file says enough.</summary>
    public static ImageOutcome Inspect(ReadOnlySpan<byte> encoded)
    {
        if (ImageFormat.Recognise(encoded) is not { } format)
        {
            return ImageOutcome.Ok;
        }

        if (format is "TIFF" or "HEIC" or "AVIF" || SixteenBits.IsPng(format, encoded))
        {
            // The head does not say how they are converted.
            using var image = Decode(encoded, 1, Array.MaxLength / 4, out var outcome);
            return outcome;
        }

        return ImageOutcome.Ok with { Conversions = ImageConversions.Of(format, encoded) };
    }

    /// <summary>The refusal of an image with too many pixels; null when it is accepted.</summary>
    public static ImageOutcome? TooLarge(int width, int height, long maxPixels)
    {
        var limit = MostPixels(maxPixels);
        return (long)width * height <= limit
            ? null
            : new(ImageStatus.TooLarge, $"has {width} x {height} pixels; at most {limit} are accepted");
    }

    /// <summary>The limit of pixels, or what one buffer can have.</summary>
    public static long MostPixels(long maxPixels) => Math.Min(maxPixels, Array.MaxLength / 4);

    private static unsafe SKCodecResult DecodePixels(
        SKCodec codec, int size, string format, SKEncodedOrigin orientation, out DecodedImage? image)
    {
        image = null;
        var (reduced, scale) = Reduce(codec, size, format);
        var opaque = codec.Info.IsOpaque;
        var info = new SKImageInfo(reduced.Width, reduced.Height, SKColorType.Rgba8888, opaque ? SKAlphaType.Opaque : SKAlphaType.Premul);
        var buffer = PixelBuffer.Rent(info.BytesSize);
        SKCodecResult result;
        fixed (byte* target = buffer)
        {
            result = codec.GetPixels(info, (nint)target, info.RowBytes, SKCodecOptions.Default);
        }

        if (result != SKCodecResult.Success)
        {
            PixelBuffer.Return(buffer);
            return result;
        }

        if (!opaque)
        {
            DecodedImage.LayOverWhite(buffer.AsSpan(0, info.BytesSize));
        }

        image = new(buffer, reduced, scale, codec.Info.Size, orientation);
        return result;
    }

    /// <summary>Decodes a JPEG that has all its pixels and only lacks its end marker; null for one that lacks more.</summary>
    private static DecodedImage? DecodeWithoutEnd(ReadOnlySpan<byte> encoded, int size, long maxPixels)
    {
        // A progressive file may lack whole scans.
        if (encoded.EndsWith(JpegFrame.End) || JpegFrame.Find(encoded) is not { Marker: 0xC0 or 0xC1 })
        {
            return null;
        }

        // Where pixels are missing, they are made of whatever follows. One image after the other, as both may be large.
        byte[]? other;
        using (var image = Decode([.. encoded, .. Enumerable.Repeat((byte)0x55, 1024), .. JpegFrame.End], size, maxPixels, out _))
        {
            other = image is null ? null : SHA256.HashData(image.Rgba);
        }

        var whole = other is null ? null : Decode([.. encoded, .. JpegFrame.End], size, maxPixels, out _);
        if (whole is not null && SHA256.HashData(whole.Rgba).AsSpan().SequenceEqual(other))
        {
            return whole;
        }

        whole?.Dispose();
        return null;
    }

    /// <summary>
    /// The smallest size that the codec can decode to without a change that the target shows. JPEG can leave out the high frequencies of
    /// its blocks, which is an average over pixels; the other formats are decoded whole.
    /// </summary>
    private static (SKSizeI Size, double Scale) Reduce(SKCodec codec, int size, string format)
    {
        for (var eighths = 1; eighths < 8 && format == "JPEG"; eighths++)
        {
            var scaled = codec.GetScaledDimensions(eighths / 8f);
            if (Math.Min(scaled.Width, scaled.Height) >= (long)Margin * size)
            {
                return (scaled, eighths / 8.0);
            }
        }

        return (codec.Info.Size, 1);
    }
}
