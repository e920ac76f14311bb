namespace Transfer.Pipeline;

/// <summary>Options of an extraction.</summary>
public sealed record ExtractOptions
{
    /// <summary>The folder of files; every file below it gets an outcome.</summary>
    public required string Data { get; init; }

    /// <summary>How images become features.</summary>
    public FeatureOptions Features { get; init; } = new();

    /// <summary>How many augmented views there are of each image beside the image itself, which is view 0. Default 0.</summary>
    public int Views { get; init; }

    /// <summary>
    /// How views are augmented: a preset, or one with settings such as <c>keras;rotation-range=20</c>. Default <c>light</c>.
    /// </summary>
    public string Augmentation { get; init; } = new ViewOptions().Augmentation;

    /// <summary>Decides what is drawn for the views. Default 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>How the numbers lie in the cache; rows are those numbers. Default <see cref="FeatureRowType.Float32"/>.</summary>
    public FeatureRowType Type { get; init; } = FeatureRowType.Float32;

    /// <summary>
    /// Images in one run of the base, 1 to 1024; null, the default, for 8 below 1000 rows and for what a short calibration finds otherwise.
    /// </summary>
    public int? BatchSize { get; init; }

    /// <summary>Images with more pixels than this are refused before anything is decoded. Default 178 million.</summary>
    public long MaxPixels { get; init; } = 178_000_000;

    /// <summary>Whether symbolic links that lead out of the data folder are followed. Default false.</summary>
    public bool FollowLinks { get; init; }

    /// <summary>Which share of the files is extracted. Default all.</summary>
    public ShardShare Shard { get; init; } = ShardShare.All;

    /// <summary>Whether rows carry their features; without them an extraction only fills the cache. Default true.</summary>
    public bool WithFeatures { get; init; } = true;

    /// <summary>A CSV file that gets one line for every file, with its outcome; null for none, the default.</summary>
    public string? Outcomes { get; init; }

    /// <summary>Finds every fault of these options.</summary>
    /// <returns>One sentence a fault; none when all is well.</returns>
    public IEnumerable<string> Validate()
    {
        if (BatchSize is < 1 or > 1024)
        {
            yield return $"The batch size is {BatchSize}; expected 1 to 1024 images, or nothing for a short calibration.";
        }

        if (MaxPixels < 1)
        {
            yield return $"The limit of pixels is {MaxPixels}; expected 1 or more, such as 178000000.";
        }

        if (Shard.Count < 1 || Shard.Index < 0 || Shard.Index >= Shard.Count)
        {
            yield return $"'{Shard}' is not a share of the files. Expected i/n with i from 0 to n - 1.";
        }

        if (AutoPreprocessing.IsAsked(Features))
        {
            yield return "The preprocessing is to be found, and an extraction has no classes to find it by; give the preprocessing, "
                + "or find it first with images of known classes.";
        }

        foreach (var inner in Features.Validate().Concat(new ViewOptions { Augmentation = Augmentation, Cached = Views }.Validate()))
        {
            yield return inner;
        }
    }
}
