namespace Transfer.Pipeline;

/// <summary>The features of the training and the validation samples. Owns where they lie.</summary>
internal sealed class SplitFeatures(IFeatureRows train, IFeatureRows validation, IDisposable? owner = null) : IDisposable
{
    public IFeatureRows Train => train;

    public IFeatureRows Validation => validation;

    /// <summary>The augmented views of the training images, image by image; null where none are cached.</summary>
    public FeatureRows? TrainViews { get; init; }

    /// <summary>The augmented views of the validation images, image by image; null where none are cached.</summary>
    public FeatureRows? ValidationViews { get; init; }

    /// <summary>The images that have no features.</summary>
    public IReadOnlyList<ExcludedImage> Excluded { get; init; } = [];

    /// <summary>How many images of the run are gone or have other bytes now.</summary>
    public int Missing { get; init; }

    /// <summary>Every image of the run with its content; null for a table.</summary>
    public IReadOnlyList<RunSample>? Samples { get; init; }

    /// <summary>How many of the validation samples are training samples too, byte for byte.</summary>
    public int Seen { get; init; }

    /// <summary>How many rows were computed just now.</summary>
    public int Extracted { get; init; }

    public void Dispose() => owner?.Dispose();
}
