namespace Transfer.Augmentation;

/// <summary>The measures of a sheet of views.</summary>
public sealed record ViewSheetOptions
{
    /// <summary>How many views stand beside each image; 1 to 32. Default: 8.</summary>
    public int Views { get; init; } = 8;

    /// <summary>The side of an image in pixels; 64 to 512. Default: 176.</summary>
    public int ThumbnailSize { get; init; } = 176;

    /// <summary>How an image becomes a square. Default: stretch, as when it is trained with.</summary>
    public ResizeMode Resize { get; init; } = ResizeMode.Stretch;

    /// <summary>What decodes the images. Default: SkiaSharp.</summary>
    public Imaging Imaging { get; init; } = Imaging.Skia;

    /// <summary>Everything that is wrong with the measures, one sentence each; none when they can be used.</summary>
    public IEnumerable<string> Validate()
    {
        if (Views is < 1 or > 32)
        {
            yield return $"The sheet has {Views} views beside an image; expected 1 to 32.";
        }

        if (ThumbnailSize is < 64 or > 512)
        {
            yield return $"An image on the sheet has {ThumbnailSize} pixels a side; expected 64 to 512.";
        }

        if (!Enum.IsDefined(Resize))
        {
            yield return $"Resize is {Resize}; expected stretch or crop.";
        }

        if (!ImagingLibrary.IsAvailable(Imaging))
        {
            yield return $"This build cannot decode with {Imaging}; choose skia, or build it with -p:ImageSharp=true.";
        }
    }
}
