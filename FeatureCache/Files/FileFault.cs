namespace Transfer.FeatureCache;

/// <summary>Explains what a file system refused.</summary>
internal static class FileFault
{
    /// <summary>Whether a file or folder has gone, as it does when another process removes it.</summary>
    public static bool IsGone(Exception error) =>
        (error.InnerException ?? error) is FileNotFoundException or DirectoryNotFoundException;

    /// <summary>Runs some work; a fault of the file system gets another sentence and keeps its kind.</summary>
    /// <param name="sentence">From the file system's own words to a sentence for a person.</param>
    /// <param name="isFault">What else is a fault of the file system, and becomes an <see cref="IOException"/>.</param>
    /// <exception cref="IOException">The file system refused.</exception>
    /// <exception cref="UnauthorizedAccessException">The user may not do this.</exception>
    public static T Explain<T>(Func<T> work, Func<string, string> sentence, Func<Exception, bool>? isFault = null)
    {
        try
        {
            return work();
        }
        catch (UnauthorizedAccessException error)
        {
            throw new UnauthorizedAccessException(sentence(error.Message), error);
        }
        catch (Exception error) when (error is IOException || isFault?.Invoke(error) == true)
        {
            throw new IOException(sentence(error.Message), error);
        }
    }
}
