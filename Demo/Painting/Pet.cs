namespace Transfer.Demo;

/// <summary>The two kinds of animal that <see cref="PetPainter"/> draws.</summary>
internal enum Pet
{
    /// <summary>A cat: pointed ears, round skull, short muzzle, slit pupils.</summary>
    Cat,

    /// <summary>A dog: floppy, folded or pricked ears, longer muzzle with a broad nose, dark round eyes.</summary>
    Dog,
}
