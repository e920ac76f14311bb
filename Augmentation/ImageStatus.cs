namespace Transfer.Augmentation;

/// <summary>The kinds of outcome of loading an image.</summary>
public enum ImageStatus
{
    /// <summary>All of it was read.</summary>
    Ok,

    /// <summary>There are no bytes.</summary>
    Empty,

    /// <summary>The bytes are no image of a known format, whatever the file's name says.</summary>
    NotAnImage,

    /// <summary>The file ends before the image does.</summary>
    Truncated,

    /// <summary>The image has more pixels than the loader accepts.</summary>
    TooLarge,

    /// <summary>The file cannot be opened, or its content is damaged.</summary>
    Unreadable,

    /// <summary>
    /// The content is of a format that is not read, such as JPEG XL, or of a variant that the decoder lacks, such as a lossless JPEG.
    /// </summary>
    Unsupported,
}
