namespace Transfer.ML;

/// <summary>How a column of images becomes a column of features.</summary>
public sealed record ImageFeatureOptions
{
    /// <summary>The network, its preprocessing and pooling, the device, and the folder of the feature cache.</summary>
    public FeatureOptions Features { get; init; } = new();

    /// <summary>The folder that relative paths are relative to; null, the default, for the current directory.</summary>
    public string? Folder { get; init; }

    /// <summary>What becomes of a row whose image cannot be used. Default <see cref="BadImages.Throw"/>.</summary>
    public BadImages BadImages { get; init; }

    /// <summary>Finds every fault of these options.</summary>
    /// <returns>One sentence a fault; none when all is well.</returns>
    public IEnumerable<string> Validate()
    {
        if (!Enum.IsDefined(BadImages))
        {
            yield return $"The choice for bad images is {BadImages}; expected {string.Join(" or ", Enum.GetNames<BadImages>())}.";
        }

        if (Folder is not null && !Directory.Exists(Folder))
        {
            yield return $"There is no folder '{Folder}' for relative paths of images. Name the folder that they are relative to.";
        }

        foreach (var fault in Features.Validate())
        {
            yield return fault;
        }
    }
}
