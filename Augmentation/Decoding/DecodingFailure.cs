using System.Buffers;
using SkiaSharp;

namespace Transfer.Augmentation;

/// <summary>Why a file could not be decoded.</summary>
internal static class DecodingFailure
{
    /// <param name="codec">Null when not even the head could be read.</param>
    public static ImageOutcome Of(string format, ReadOnlySpan<byte> encoded, SKCodec? codec, SKCodecResult result)
    {
        if (result != SKCodecResult.IncompleteInput && !ImageFormat.EndsEarly(format, encoded))
        {
            return OfContent(format, encoded);
        }

        return codec is not null && DecodedShare(codec) is { } share
            ? new(ImageStatus.Truncated, FormattableString.Invariant($"ends after {Math.Floor(share * 100)} % of its rows"))
            : EndsEarly(format);
    }

    /// <summary>Why, by the bytes alone.</summary>
    public static ImageOutcome OfContent(string format, ReadOnlySpan<byte> encoded) => ImageFormat.EndsEarly(format, encoded)
        ? EndsEarly(format)
        : format == "JPEG" && JpegFrame.Find(encoded)?.Unsupported is { } variant
        ? new(ImageStatus.Unsupported, variant)
        : new(ImageStatus.Unreadable, $"is a {format} file with damaged content");

    private static ImageOutcome EndsEarly(string format) => new(ImageStatus.Truncated, $"is a {format} file that ends early");

    /// <summary>How much of an image that ends early can be decoded, where the codec counts its rows.</summary>
    private static unsafe double? DecodedShare(SKCodec codec)
    {
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Premul);
        if (codec.StartScanlineDecode(info) != SKCodecResult.Success)
        {
            return null;
        }

        // One row at a time into the same memory: only the number of rows matters.
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
}
