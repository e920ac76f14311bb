namespace Transfer.Pipeline;

internal static class ProgressExtensions
{
    public static void Say(this IProgress<ProgressUpdate>? progress, string stage, string sentence) =>
        progress?.Report(new ProgressUpdate(stage, Text: sentence));
}
