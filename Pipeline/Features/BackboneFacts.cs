namespace Transfer.Pipeline.Features;

/// <summary>What its owner knows of a network.</summary>
internal sealed record BackboneFacts
{
    /// <summary>The name under which it is copied to the downloaded networks; null leaves it where it is. Default null.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// How images become its input, as in <see cref="FeatureOptions.Preprocessing"/>; null for what is known of it. Default null.
    /// </summary>
    public string? Preprocessing { get; init; }

    /// <summary>Height and width of its images in pixels; null for what the file says. Default null.</summary>
    public int? ImageSize { get; init; }

    /// <summary>The licence of the weights; null for what is known of it. Default null.</summary>
    public string? Licence { get; init; }

    /// <summary>Where the weights come from; null for what is known of it. Default null.</summary>
    public string? Origin { get; init; }
}
