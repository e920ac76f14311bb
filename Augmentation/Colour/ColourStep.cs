namespace Transfer.Augmentation;

/// <summary>One change of the colours, and its amount.</summary>
internal readonly record struct ColourStep(ColourOperation Operation, double Amount);
