namespace Transfer.Augmentation;

/// <summary>The library that decodes images. What happens to the pixels afterwards is the same.</summary>
public enum Imaging
{
    /// <summary>SkiaSharp, the default. JPEG is decoded at the scale that is needed.</summary>
    Skia,

    /// <summary>
    /// SixLabors.ImageSharp 2, managed code, loaded when it first decodes an image. JPEG is decoded as a whole. TIFF, HEIC and AVIF have
    /// the same decoders as with SkiaSharp.
    /// </summary>
    ImageSharp,
}
