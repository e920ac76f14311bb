namespace Transfer.Augmentation;

/// <summary>What was done to an image on the way to upright RGB, beside resizing.</summary>
[Flags]
public enum ImageTreatments
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Turned or mirrored, because its Exif orientation says so.</summary>
    Rotated = 1,

    /// <summary>It has an alpha channel; what is transparent was laid over white.</summary>
    AlphaFlattened = 2,

    /// <summary>It has several frames; the first was taken.</summary>
    FirstFrame = 4,

    /// <summary>Four inks became three colours.</summary>
    CmykConverted = 8,

    /// <summary>16 bits a channel became 8.</summary>
    SixteenBitReduced = 16,

    /// <summary>One channel became three equal ones.</summary>
    GreyExpanded = 32,
}
