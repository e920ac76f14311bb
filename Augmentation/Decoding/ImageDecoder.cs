using System.Buffers;
using SkiaSharp;

namespace Transfer.Augmentation;

/// <summary>Encoded bytes to RGBA pixels, no more of them than a target size needs.</summary>
internal static class ImageDecoder
{
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
            outcome = new(ImageStatus.NotAnImage, $"does not begin like an image; {ImageFormat.Choices}");
            return null;
        }

#if IMAGESHARP
        if (imaging == Imaging.ImageSharp)
        {
            return ImageSharpDecoder.Decode(encoded, size, maxPixels, format, out outcome);
        }
#endif

        ImagingLibrary.Require(imaging);
        fixed (byte* bytes = encoded)
        {
            using var data = SKData.Create((nint)bytes, encoded.Length);
            using var codec = SKCodec.Create(data);
            if (codec is null)
            {
                outcome = Failed(format, encoded, null, SKCodecResult.InvalidInput);
                return null;
            }

            var stored = codec.Info.Size;
            var limit = Math.Min(maxPixels, Array.MaxLength / 4);
            if ((long)stored.Width * stored.Height > limit)
            {
                outcome = new(ImageStatus.TooLarge, $"has {stored.Width} x {stored.Height} pixels; at most {limit} are accepted");
                return null;
            }

            var result = DecodePixels(codec, size, format, out var image);
            outcome = result == SKCodecResult.Success ? ImageFacts.Of(codec, format, encoded) : Failed(format, encoded, codec, result);
            return image;
        }
    }

    private static unsafe SKCodecResult DecodePixels(SKCodec codec, int size, string format, out DecodedImage? image)
    {
        image = null;
        var (reduced, scale) = Reduce(codec, size, format);
        var opaque = codec.Info.IsOpaque;
        var info = new SKImageInfo(reduced.Width, reduced.Height, SKColorType.Rgba8888, opaque ? SKAlphaType.Opaque : SKAlphaType.Premul);
        var buffer = ArrayPool<byte>.Shared.Rent(info.BytesSize);
        SKCodecResult result;
        fixed (byte* target = buffer)
        {
            result = codec.GetPixels(info, (nint)target, info.RowBytes, SKCodecOptions.Default);
        }

        if (result != SKCodecResult.Success)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            return result;
        }

        if (!opaque)
        {
            LayOverWhite(buffer.AsSpan(0, info.BytesSize));
        }

        image = new(buffer, reduced, scale, codec.Info.Size, codec.EncodedOrigin);
        return result;
    }

    /// <summary>
    /// The smallest size that the codec can decode to without losing anything that the target shows. JPEG can leave out the high
    /// frequencies of its blocks, which is an average over pixels; the other formats are decoded whole.
    /// </summary>
    private static (SKSizeI Size, double Scale) Reduce(SKCodec codec, int size, string format)
    {
        if (format == "JPEG")
        {

            for (var eighths = 1; eighths < 8; eighths++)
            {
                var scaled = codec.GetScaledDimensions(eighths / 8f);
                if (scaled.Width >= size && scaled.Height >= size)
                {
                    return (scaled, eighths / 8.0);
                }
            }
        }

        return (codec.Info.Size, 1);
    }

    /// <summary>Premultiplied pixels become opaque ones on white.</summary>
    private static void LayOverWhite(Span<byte> rgba)
    {
        for (var index = 0; index <= rgba.Length - 4; index += 4)
        {
            var pixel = rgba.Slice(index, 4);
            var white = (byte)(255 - pixel[3]);
            pixel[0] += white;
            pixel[1] += white;
            pixel[2] += white;
            pixel[3] = 255;
        }
    }

    private static ImageOutcome Failed(string format, ReadOnlySpan<byte> encoded, SKCodec? codec, SKCodecResult result)
    {
        if (result != SKCodecResult.IncompleteInput && !ImageFormat.EndsEarly(format, encoded))
        {
            return format == "JPEG" && JpegFrame.Find(encoded)?.Unsupported is { } variant
                ? new(ImageStatus.Unsupported, variant)
                : new(ImageStatus.Unreadable, $"is a {format} file with damaged content");
        }

        var share = codec is null ? null : DecodedShare(codec);
        return new(ImageStatus.Truncated, share is { } known
            ? FormattableString.Invariant($"ends after {Math.Floor(known * 100)} % of its rows")
            : $"is a {format} file that ends early");
    }

    /// <summary>How much of an image that ends early can be decoded, where the codec counts its rows.</summary>
    private static unsafe double? DecodedShare(SKCodec codec)
    {
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Premul);
        if (codec.StartScanlineDecode(info) == SKCodecResult.Success)
        {
            // One row at a time into the same memory: how many there are is all that is asked.
            var row = ArrayPool<byte>.Shared.Rent(info.RowBytes);
            var rows = 0;
            fixed (byte* target = row)
            {
                while (rows < info.Height && codec.GetScanlines((nint)target, 1, info.RowBytes) == 1)
                {
                    rows++;
                }
            }

            ArrayPool<byte>.Shared.Return(row);
            return (double)rows / info.Height;
        }

        return null;
    }
}
