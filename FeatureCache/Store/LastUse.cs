namespace Transfer.FeatureCache;

/// <summary>When a recipe was opened for work last: the time of an empty file beside its shards.</summary>
internal static class LastUse
{
    private const string Name = "last-use";

    public static void Touch(string folder, TimeProvider time)
    {
        try
        {
            var path = Path.Combine(folder, Name);
            File.WriteAllBytes(path, []);
            File.SetLastWriteTimeUtc(path, time.GetUtcNow().UtcDateTime);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A read-only cache keeps no such time.
        }
    }

    /// <summary>In UTC; the time of the newest file where nothing was kept.</summary>
    public static DateTime Of(string folder)
    {
        var file = new FileInfo(Path.Combine(folder, Name));
        return file.Exists
            ? file.LastWriteTimeUtc
            : LiveFolder.Files(folder).Select(other => other.ModifiedUtc).DefaultIfEmpty(DateTime.MinValue).Max();
    }
}
