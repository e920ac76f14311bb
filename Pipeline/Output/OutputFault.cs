using ParquetSharp;

namespace Transfer.Pipeline;

/// <summary>Explains what a file system refused while features were written for other programs.</summary>
internal static class OutputFault
{
    public static void Guard(string path, Action work) => Guard(path, () =>
    {
        work();
        return true;
    });

    public static T Guard<T>(string path, Func<T> work) => FileFault.Explain(
        work,
        message => $"The output '{path}' could not be written: {message.TrimEnd('.')}. " +
            "Free some space there or choose another folder; the features in the cache are kept.",
        error => error is ParquetException);
}
