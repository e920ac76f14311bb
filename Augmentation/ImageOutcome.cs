namespace Transfer.Augmentation;

/// <summary>What became of one picture, and why.</summary>
/// <param name="Status">The kind of outcome.</param>
/// <param name="Detail">For a person, in a few words; empty when all is well.</param>
public readonly record struct ImageOutcome(ImageStatus Status, string Detail)
{
    /// <summary>All of the picture was read.</summary>
    public bool IsOk => Status == ImageStatus.Ok;

    internal static ImageOutcome Ok => new(ImageStatus.Ok, "");
}
