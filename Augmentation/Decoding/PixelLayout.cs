namespace Transfer.Augmentation;

/// <summary>The order of the four bytes of a pixel that is already decoded.</summary>
public enum PixelLayout
{
    /// <summary>Red, green, blue, opacity.</summary>
    Rgba,

    /// <summary>Blue, green, red, opacity: what <c>MLImage</c> has when its format is <c>Bgra32</c>.</summary>
    Bgra,
}
