namespace Transfer.Pipeline;

/// <summary>One picture and its class.</summary>
/// <param name="Path">The file.</param>
/// <param name="Label">The index of its class in <see cref="ImageDataset.Classes"/>.</param>
public sealed record ImageSample(string Path, int Label);
