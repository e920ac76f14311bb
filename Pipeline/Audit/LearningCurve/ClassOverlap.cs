namespace Transfer.Pipeline;

/// <summary>Two classes that are confused with each other.</summary>
/// <param name="First">A class.</param>
/// <param name="Second">Another class.</param>
/// <param name="Half">The share of their images that is confused after training on half of the images.</param>
/// <param name="All">The share after training on all of them.</param>
/// <param name="IsFalling">Whether more images help: the share has fallen, and not by chance.</param>
public sealed record ClassOverlap(string First, string Second, double Half, double All, bool IsFalling);
