namespace Transfer.Pipeline;

/// <summary>One image and its class, or its labels or values.</summary>
/// <param name="Path">The file.</param>
/// <param name="Label">The index of its class in <see cref="ImageDataset.Classes"/>; 0 where there are <see cref="Targets"/>.</param>
public sealed record ImageSample(string Path, int Label)
{
    /// <summary>Labels of 0 and 1, or values, in the order of <see cref="ImageDataset.Classes"/>; null for an image of one class.</summary>
    public IReadOnlyList<float>? Targets { get; init; }
}
