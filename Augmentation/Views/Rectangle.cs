namespace Transfer.Augmentation;

/// <summary>A part of an image in (fractions of) pixels, from its upper left corner.</summary>
internal readonly record struct Rectangle(double Left, double Top, double Width, double Height);
