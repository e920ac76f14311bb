namespace Transfer.Augmentation;

/// <summary>The outcome of loading an image.</summary>
/// <param name="Status">The kind of outcome.</param>
/// <param name="Detail">The reason, for a person, in a few words; empty when all of the image was read.</param>
public readonly record struct ImageOutcome(ImageStatus Status, string Detail)
{
    /// <summary>
    /// How the image was converted to upright RGB, such as <c>EXIF-rotated; first frame of 12</c>; null when no conversion was needed.
    /// </summary>
    public string? Conversions { get; init; }

    /// <summary>True when all of the image was read.</summary>
    public bool IsOk => Status == ImageStatus.Ok;

    internal static ImageOutcome Ok => new(ImageStatus.Ok, "");
}
