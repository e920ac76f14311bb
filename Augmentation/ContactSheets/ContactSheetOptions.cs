namespace Transfer.Augmentation;

/// <summary>The measures of a contact sheet.</summary>
public sealed record ContactSheetOptions
{
    /// <summary>How many images stand side by side; 1 to 64. Default: 8.</summary>
    public int Columns { get; init; } = 8;

    /// <summary>The side of an image in pixels; 32 to 1024. Images are cropped to a square. Default: 112.</summary>
    public int ThumbnailSize { get; init; } = 112;

    /// <summary>Everything that is wrong with the options, one sentence each; none when they can be used.</summary>
    public IEnumerable<string> Validate()
    {
        if (Columns is < 1 or > 64)
        {
            yield return $"The sheet has {Columns} columns; expected 1 to 64.";
        }

        if (ThumbnailSize is < 32 or > 1024)
        {
            yield return $"An image on the sheet has {ThumbnailSize} pixels a side; expected 32 to 1024.";
        }
    }
}
