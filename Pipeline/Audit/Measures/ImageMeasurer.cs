namespace Transfer.Pipeline.Audit;

/// <summary>Decodes images once, at a reduced scale where the format allows it, and measures them.</summary>
internal static class ImageMeasurer
{
    private static readonly ViewFormat Square = new(
        MeasuredPixels.Size, MeasuredPixels.Size, ResizeMode.Stretch, default, Normalisation.None(redPlane: 0));

    /// <summary>Measures the bytes of a file; null for one that cannot be decoded.</summary>
    public static ImageMeasures? Measure(ReadOnlySpan<byte> encoded, Imaging imaging)
    {
        using var image = ImageDecoder.Decode(encoded, MeasuredPixels.Size, ImageProcessor.DefaultMaxPixels, out _, imaging);
        if (image is null)
        {
            return null;
        }

        var rgb = new float[3 * MeasuredPixels.Size * MeasuredPixels.Size];
        new ViewRenderer().Render(image, ViewParameters.Unchanged, Square, rgb);
        var (pixels, head) = (new MeasuredPixels(rgb), JpegHead.Read(encoded));
        var isTurned = ViewGeometry.IsTurned(image.Orientation);
        return new ImageMeasures
        {
            Width = isTurned ? image.StoredHeight : image.StoredWidth,
            Height = isTurned ? image.StoredWidth : image.StoredHeight,
            Bytes = encoded.Length,
            Format = ImageFormat.Recognise(encoded) ?? "",
            JpegQuality = head.Quality,
            Camera = head.Camera,
            Pixels = pixels.Measure(),
            Hash = DifferenceHash.Of(rgb, MeasuredPixels.Size),
            MirroredHash = DifferenceHash.Of(pixels.Mirrored(), MeasuredPixels.Size),
            Thumbnail = pixels.Thumbnail(),
        };
    }
}
