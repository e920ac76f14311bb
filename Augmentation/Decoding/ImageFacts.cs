using SkiaSharp;

namespace Transfer.Augmentation;

/// <summary>What the head of a file says about the way to upright RGB; no pixel is decoded.</summary>
internal static class ImageFacts
{
    private const int PngDepth = 24;

    /// <summary>The outcome of an image that was read, with what had to be done to it.</summary>
    public static ImageOutcome Of(SKCodec codec, string format, ReadOnlySpan<byte> encoded)
    {
        var treatments = ImageTreatments.None;
        if (codec.EncodedOrigin is not (SKEncodedOrigin.TopLeft or SKEncodedOrigin.Default))
        {
            treatments |= ImageTreatments.Rotated;
        }

        if (!codec.Info.IsOpaque)
        {
            treatments |= ImageTreatments.AlphaFlattened;
        }

        // Only these two can hold several; counting them walks through the file.
        var frames = format is "GIF" or "WebP" ? codec.FrameCount : 0;
        if (frames > 1)
        {
            treatments |= ImageTreatments.FirstFrame;
        }

        treatments |= format switch
        {
            "JPEG" => JpegFrame.Find(encoded) switch
            {
                { Components: 1 } => ImageTreatments.GreyExpanded,
                { Components: 4 } => ImageTreatments.CmykConverted,
                _ => ImageTreatments.None,
            },
            // The header's fields: bit depth, then colour type, of which 0 and 4 are grey.
            "PNG" when encoded.Length > PngDepth + 1 => (encoded[PngDepth] == 16 ? ImageTreatments.SixteenBitReduced : ImageTreatments.None)
                | (encoded[PngDepth + 1] is 0 or 4 ? ImageTreatments.GreyExpanded : ImageTreatments.None),
            _ => ImageTreatments.None,
        };
        return ImageOutcome.Ok with { Treatments = treatments, Frames = frames > 1 ? frames : 0 };
    }
}
