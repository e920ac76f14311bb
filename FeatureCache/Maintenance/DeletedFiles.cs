namespace Transfer.FeatureCache;

/// <summary>Removes shards whose rows lie elsewhere by now, without pulling a mapped file away from under a reader.</summary>
/// <remarks>
/// Where the kernel that maps a file also deletes it, the mapping lives on. Over a network it does not: a reader on another machine
/// would crash at its next page. There the file gets another name first, under which it goes a day later.
/// </remarks>
internal static class DeletedFiles
{
    private const string Extension = ".replaced";

    private static readonly TimeSpan Patience = TimeSpan.FromDays(1);

    /// <summary>Takes a shard out of use.</summary>
    /// <returns>Whether it has gone, or will; false when it is mapped on Windows, and the next compacting tries again.</returns>
    public static bool Retire(string path)
    {
        if (IsLocal(path))
        {
            return AtomicFile.TryDelete(path);
        }

        try
        {
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
            File.Move(path, Path.ChangeExtension(path, Extension), overwrite: true);
            return true;
        }
        catch (FileNotFoundException)
        {
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The files that nobody can have mapped any more.</summary>
    public static IEnumerable<FileInfo> Old(string folder)
        => new DirectoryInfo(folder).EnumerateFiles("*" + Extension).Where(file => DateTime.UtcNow - file.LastWriteTimeUtc > Patience);

    private static bool IsLocal(string path)
    {
        try
        {
            return new DriveInfo(Path.GetDirectoryName(path)!).DriveType is DriveType.Fixed or DriveType.Ram or DriveType.Removable;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false;
        }
    }
}
