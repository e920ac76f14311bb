namespace Transfer.Pipeline;

internal static class ProgressExtensions
{
    public static void Say(this IProgress<ProgressUpdate>? progress, string sentence) =>
        progress?.Report(new ProgressUpdate("", Text: sentence));
}
