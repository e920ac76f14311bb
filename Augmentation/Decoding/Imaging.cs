namespace Transfer.Augmentation;

/// <summary>The library that decodes images. What is done to the pixels afterwards is the same.</summary>
public enum Imaging
{
    /// <summary>SkiaSharp, which is always there.</summary>
    Skia,

    /// <summary>SixLabors.ImageSharp, for those who use it already; only in builds with <c>-p:ImageSharp=true</c>.</summary>
    ImageSharp,
}
