namespace Transfer.Pipeline;

/// <summary>The number of images of a class in a split.</summary>
/// <param name="Class">The name of the class.</param>
/// <param name="Split"><c>train</c>, <c>validation</c> or <c>test</c>; empty where there are no splits.</param>
/// <param name="Images">The number of images.</param>
public sealed record ClassBalance(string Class, string Split, int Images);
