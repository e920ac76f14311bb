using ParquetSharp;

namespace Transfer.Pipeline;

/// <summary>The sentence for what a file system may refuse while features are written for other programs.</summary>
internal static class OutputFault
{
    public static void Guard(string path, Action work) => Guard(path, () =>
    {
        work();
        return true;
    });

    public static T Guard<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (UnauthorizedAccessException error)
        {
            throw new UnauthorizedAccessException(Sentence(path, error), error);
        }
        catch (Exception error) when (error is IOException or ParquetException)
        {
            throw new IOException(Sentence(path, error), error);
        }
    }

    private static string Sentence(string path, Exception error) =>
        $"The output '{path}' could not be written: {error.Message.TrimEnd('.')}. " +
        "Free some space there or choose another folder; the features in the cache are kept.";
}
