namespace Transfer.Augmentation;

/// <summary>Options of a sheet of augmented views.</summary>
public sealed record ViewSheetOptions
{
    /// <summary>The first line; cut with an ellipsis when the sheet is too narrow. Default: empty.</summary>
    public string Title { get; init; } = "";

    /// <summary>The random changes of a view. Default: none.</summary>
    public AugmentationOptions Augmentation { get; init; } = new();

    /// <summary>The number of views beside each image; 1 to 32. Default: 8.</summary>
    public int Views { get; init; } = 8;

    /// <summary>The side of an image in pixels; 64 to 512. Default: 176.</summary>
    public int ThumbnailSize { get; init; } = 176;

    /// <summary>How an image becomes a square. Default: stretch, as in training.</summary>
    public ResizeMode Resize { get; init; } = ResizeMode.Stretch;

    /// <summary>The library that decodes the images. Default: SkiaSharp.</summary>
    public Imaging Imaging { get; init; } = Imaging.Skia;

    /// <summary>The seed of everything that is drawn. Default: 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Finds every fault of these options, one sentence each; none when they can be used.</summary>
    public IEnumerable<string> Validate()
    {
        foreach (var fault in Augmentation.Validate())
        {
            yield return fault;
        }

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

        if (ImagingLibrary.Fault(Imaging) is { } imaging)
        {
            yield return imaging;
        }
    }
}
