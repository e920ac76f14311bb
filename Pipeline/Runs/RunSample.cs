namespace Transfer.Pipeline;

/// <summary>An image of a run, as <c>samples.csv</c> has it.</summary>
/// <param name="Path">Relative to the data folder, with <c>/</c> between folders.</param>
/// <param name="Split"><c>train</c>, <c>validation</c>, <c>test</c>, or <c>excluded</c> for an image that could not be used.</param>
/// <param name="Hash">The SHA-256 of the file; null for a file that could not be read.</param>
/// <param name="Size">The length of the file in bytes.</param>
internal sealed record RunSample(string Path, string Split, ContentHash? Hash, long Size)
{
    public const string Excluded = "excluded";

    /// <summary>The index of the class; 0 when there are <see cref="Targets"/>.</summary>
    public int Label { get; init; }

    /// <summary>Labels (0 and 1) or values, <c>[K]</c>; null for an image of one class.</summary>
    public IReadOnlyList<float>? Targets { get; init; }

    /// <summary>The image with its file at a path.</summary>
    public ImageSample At(string file) => new(file, Label) { Targets = Targets, Name = Path };

    /// <summary>Whether both have the same class, labels or values.</summary>
    public bool HasTargetsOf(RunSample other) => Label == other.Label && (Targets ?? []).SequenceEqual(other.Targets ?? []);

    /// <summary>Describes the image of a dataset.</summary>
    /// <param name="folder">The data folder.</param>
    public static RunSample Of(ImageSample sample, string split, string folder, ContentHash? hash)
    {
        var file = new FileInfo(sample.Path);
        return new RunSample(sample.NameIn(folder), split, hash, file.Exists ? file.Length : 0)
        {
            Label = sample.Label,
            Targets = sample.Targets,
        };
    }
}
