namespace Transfer.Pipeline.Probing;

/// <summary>Options of a search for the preprocessing that a network's weights were trained with.</summary>
public sealed record PreprocessingSearchOptions
{
    /// <summary>The fewest images; fewer tell nothing.</summary>
    internal const int Fewest = 10;

    // The probe solves for all images at once, which takes the cube of their number.
    private const int Most = 1000;

    /// <summary>A folder of images with classes, as <see cref="TrainOptions.Data"/>. Only its training images are used.</summary>
    public required string Data { get; init; }

    /// <summary>
    /// A CSV with a class for each image, as <see cref="TrainOptions.Targets"/>. Default null, where folders are classes.
    /// </summary>
    public string? Targets { get; init; }

    /// <summary>
    /// The network, image size, cut, pooling and device. The preprocessing is what is looked for, and the cache is not used.
    /// </summary>
    public FeatureOptions Features { get; init; } = new();

    /// <summary>The most images that are tried, the same number of each class where there are as many; 10 to 1000. Default 200.</summary>
    public int Images { get; init; } = 200;

    /// <summary>The seed that chooses the images. Default 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>The data as training options have them.</summary>
    internal TrainOptions Training => new() { Data = Data, Targets = Targets, Features = Features, Seed = Seed };

    /// <summary>Finds every fault of these options.</summary>
    /// <returns>One sentence a fault; none when all is well.</returns>
    public IEnumerable<string> Validate()
    {
        if (Images is < Fewest or > Most)
        {
            yield return $"The number of images is {Images}; expected {Fewest} to {Most}, such as 200.";
        }

        foreach (var fault in Features.Validate())
        {
            yield return fault;
        }
    }
}
