namespace Transfer.Pipeline;

/// <summary>Options of an audit of labelled images.</summary>
public sealed record AuditOptions
{
    /// <summary>
    /// The folder of images: <c>train/</c>, <c>validation/</c> and <c>test/</c> with a folder per class, or class folders alone. All splits
    /// are audited.
    /// </summary>
    public required string Data { get; init; }

    /// <summary>
    /// A CSV with <c>path,label</c> for each image, as <see cref="TrainOptions.Targets"/>; null, the default, where folders are classes.
    /// </summary>
    public string? Targets { get; init; }

    /// <summary>How images become features.</summary>
    public FeatureOptions Features { get; init; } = new();

    /// <summary>The head whose out-of-fold probabilities are used; null, the default, for one that suits the number of classes.</summary>
    public HeadOptions? Head { get; init; }

    /// <summary>The number of folds, 2 to 100. Default 5.</summary>
    public int Folds { get; init; } = 5;

    /// <summary>How often the images are divided into folds anew, 1 to 100. Default 4.</summary>
    public int Repeats { get; init; } = 4;

    /// <summary>Decides the folds. Default 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>The folder that gets <c>audit.html</c>, <c>audit.csv</c> and <c>audit.json</c>; null, the default, for no files.</summary>
    public string? Out { get; init; }

    /// <summary>Whether an audit that <see cref="Out"/> has already is replaced. Default false: it is an error.</summary>
    public bool Overwrite { get; init; }

    private const int Most = 100;

    /// <summary>Finds every fault of these options.</summary>
    /// <returns>One sentence a fault; none when all is well.</returns>
    public IEnumerable<string> Validate()
    {
        if (Folds is < 2 or > Most)
        {
            yield return $"The number of folds is {Folds}; expected 2 to {Most}.";
        }

        if (Repeats is < 1 or > Most)
        {
            yield return $"The number of repeats is {Repeats}; expected 1 to {Most}.";
        }

        if (File.Exists(Data))
        {
            yield return $"'{Data}' is a file; an audit looks at images, so give a folder of them.";
        }

        foreach (var fault in Features.Validate().Concat(Head?.Validate() ?? []))
        {
            yield return fault;
        }
    }
}
