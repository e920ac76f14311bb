namespace Transfer.Pipeline;

/// <summary>A feature cache for one run, beside its folder; removed with everything in it.</summary>
internal sealed class TemporaryCache(string run) : IDisposable
{
    public string Folder { get; } = $"{Path.TrimEndingDirectorySeparator(run)}.cache";

    public void Dispose()
    {
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }
}
