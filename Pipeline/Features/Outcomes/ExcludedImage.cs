namespace Transfer.Pipeline.Features;

/// <summary>An image that has no features, and why.</summary>
/// <param name="Path">The file.</param>
/// <param name="Reason">What is wrong with it, such as <c>truncated</c>.</param>
public sealed record ExcludedImage(string Path, string Reason);
