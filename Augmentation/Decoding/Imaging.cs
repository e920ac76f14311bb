namespace Transfer.Augmentation;

/// <summary>The library that decodes images. What happens to the pixels afterwards is the same.</summary>
public enum Imaging
{
    /// <summary>SkiaSharp, which every build has.</summary>
    Skia,

    /// <summary>SixLabors.ImageSharp, only in builds with <c>-p:ImageSharp=true</c>.</summary>
    ImageSharp,
}
