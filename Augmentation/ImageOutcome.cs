namespace Transfer.Augmentation;

/// <summary>What became of a picture, and why.</summary>
/// <param name="Status">The outcome.</param>
/// <param name="Detail">The reason in words; empty when all is well.</param>
public readonly record struct ImageOutcome(ImageStatus Status, string Detail)
{
    /// <summary>The outcome of a picture that was decoded.</summary>
    public static ImageOutcome Ok { get; } = new(ImageStatus.Ok, "");

    /// <summary>Whether the picture was decoded.</summary>
    public bool IsOk => Status == ImageStatus.Ok;

    /// <summary>The reason, or <c>ok</c>.</summary>
    public override string ToString() => IsOk ? "ok" : Detail;
}
