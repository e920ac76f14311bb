namespace Transfer.FeatureCache;

/// <summary>The sentences for what a file system may refuse; each keeps the kind of the exception.</summary>
internal static class StoreFault
{
    public static Exception Opening(string folder, Exception error)
        => Same(error, $"The feature cache cannot use the folder '{folder}': {error.Message} "
            + "Make it a folder that can be written, or choose another cache folder.");

    public static Exception Writing(string folder, Exception error)
        => Same(error, $"The feature cache could not write into '{folder}': {error.Message} "
            + "Free some space there, or choose another cache folder.");

    private static Exception Same(Exception error, string sentence)
        => error is UnauthorizedAccessException
            ? new UnauthorizedAccessException(sentence, error)
            : new IOException(sentence, error);
}
