namespace Transfer.Augmentation;

/// <summary>One thing that happens to the colours, and how much of it.</summary>
internal readonly record struct ColourStep(ColourOperation Operation, double Amount);
