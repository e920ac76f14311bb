namespace Transfer.FeatureCache;

/// <summary>Deletes files that nobody needs any more, without taking a mapped one away from a reader.</summary>
/// <remarks>
/// Where the kernel that maps a file also deletes it, the mapping lives on. Over a network it does not: a reader on another machine
/// would crash at its next page. There the file gets another name first, under which it is deleted a day later.
/// </remarks>
internal static class DeletedFiles
{
    private const string Extension = ".replaced";

    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);

    /// <summary>Deletes a file that no process maps, when that can be done now.</summary>
    /// <returns>Whether it is gone.</returns>
    public static bool TryDelete(string path)
    {
        try
        {
            File.Delete(path);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The next one who looks through this folder tries again.
            return false;
        }
    }

    /// <summary>Takes a shard, whose rows lie elsewhere by now, out of use.</summary>
    /// <returns>Whether it is gone, or will be; false when it is mapped on Windows, and the next compacting tries again.</returns>
    public static bool DeleteShard(string path, TimeProvider time)
    {
        if (IsLocal(path))
        {
            return TryDelete(path);
        }

        try
        {
            File.SetLastWriteTimeUtc(path, time.GetUtcNow().UtcDateTime);
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

    /// <summary>The renamed files that nobody can have mapped any more.</summary>
    public static IEnumerable<FileInfo> FindOld(string folder, TimeProvider time) => new DirectoryInfo(folder)
        .EnumerateFiles("*" + Extension).Where(file => time.GetUtcNow().UtcDateTime - file.LastWriteTimeUtc > KeptFor);

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
