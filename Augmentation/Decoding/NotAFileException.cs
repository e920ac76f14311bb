namespace Transfer.Augmentation;

/// <summary>The path of an image leads to something that is opened like a file and is none.</summary>
internal sealed class NotAFileException() : IOException(Reason)
{
    /// <summary>What is wrong with such a path.</summary>
    public const string Reason = "is a pipe, a socket or a device";
}
