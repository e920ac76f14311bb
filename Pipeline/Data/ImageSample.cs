namespace Transfer.Pipeline.Data;

/// <summary>An image and its class, labels or values.</summary>
/// <param name="Path">The path of the file.</param>
/// <param name="Label">The index of the class in <see cref="ImageDataset.Classes"/>; 0 when there are <see cref="Targets"/>.</param>
public sealed record ImageSample(string Path, int Label)
{
    /// <summary>
    /// Labels (0 and 1) or values, <c>[K]</c>, in the order of <see cref="ImageDataset.Classes"/>; null for an image of one class.
    /// </summary>
    public IReadOnlyList<float>? Targets { get; init; }

    /// <summary>What the image is called, where that is not its path now; null for its path relative to the data folder.</summary>
    internal string? Name { get; init; }

    /// <summary>The path relative to the data folder, with <c>/</c> between folders.</summary>
    internal string NameIn(string folder) => Name ?? System.IO.Path.GetRelativePath(folder, Path).Replace('\\', '/');
}
