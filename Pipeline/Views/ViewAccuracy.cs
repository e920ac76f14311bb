namespace Transfer.Pipeline;

/// <summary>The accuracy that a number of views gives.</summary>
/// <param name="Views">How many augmented views of each picture.</param>
/// <param name="Accuracy">With its interval.</param>
public sealed record ViewAccuracy(int Views, Accuracy Accuracy);
