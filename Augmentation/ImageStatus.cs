namespace Transfer.Augmentation;

/// <summary>What became of a picture.</summary>
public enum ImageStatus
{
    /// <summary>It was decoded.</summary>
    Ok,

    /// <summary>The file has no bytes.</summary>
    Empty,

    /// <summary>The bytes are no picture in a known format.</summary>
    NotAnImage,

    /// <summary>The picture ends too early.</summary>
    Truncated,

    /// <summary>It has more pixels than allowed; it was not decoded.</summary>
    TooLarge,

    /// <summary>The file cannot be read, or its content is damaged.</summary>
    Unreadable,
}
