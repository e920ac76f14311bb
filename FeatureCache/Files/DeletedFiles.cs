namespace Transfer.FeatureCache;

/// <summary>Deletes files that nobody needs any more, without taking an open one away from a reader.</summary>
/// <remarks>
/// Where the kernel that opened a file also deletes it, its reader goes on. Over a network it does not: the rows of a reader on another
/// machine would be gone. There the file gets another name first, under which it is deleted a day later.
/// </remarks>
internal static class DeletedFiles
{
    /// <summary>The ending of folders that are being removed, or will be.</summary>
    public const string FolderExtension = ".removing";

    private const string Extension = ".replaced";

    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);

    /// <summary>Deletes a file that no process reads, when that can be done now.</summary>
    /// <returns>Whether it is gone.</returns>
    public static bool TryDelete(string path)
    {
        try
        {
            File.Delete(path);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The next one who looks through this folder tries again.
            return false;
        }
    }

    /// <summary>Takes a shard, whose rows lie elsewhere or are not needed, out of use.</summary>
    /// <returns>Whether it is gone, or will be; false when it is open on Windows, and the next compacting tries again.</returns>
    public static bool DeleteShard(string path, TimeProvider time) => IsLocal(path) ? TryDelete(path) : Retire(path, time);

    /// <summary>Gives a shard the name under which it is kept for a day, for readers on other machines.</summary>
    /// <returns>Whether nothing is left under its own name.</returns>
    public static bool Retire(string path, TimeProvider time)
    {
        try
        {
            File.SetLastWriteTimeUtc(path, time.GetUtcNow().UtcDateTime);
            File.Move(path, Path.ChangeExtension(path, Extension), overwrite: true);
            return true;
        }
        catch (Exception error) when (FileFault.IsGone(error))
        {
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Takes a folder of shards out of use.</summary>
    /// <returns>False when another process has done so.</returns>
    /// <exception cref="IOException">Something in the folder is in use (Windows); what could be removed is gone.</exception>
    public static bool DeleteFolder(string path, TimeProvider time)
    {
        // Under another name first, so that whoever opens it meanwhile begins an empty one and finds no half of the old.
        var removing = $"{path}.{Path.GetFileNameWithoutExtension(TemporaryFiles.CreateName())}{FolderExtension}";
        try
        {
            Directory.SetLastWriteTimeUtc(path, time.GetUtcNow().UtcDateTime);
            Directory.Move(path, removing);
        }
        catch (Exception error) when (FileFault.IsGone(error))
        {
            return false;
        }

        if (IsLocal(removing))
        {
            LiveFolder.Delete(removing);
        }

        return true;
    }

    /// <summary>Deletes the folders that were taken out of use and that nobody reads any more.</summary>
    /// <exception cref="IOException">Something there is in use (Windows).</exception>
    public static void DeleteOldFolders(string root, TimeProvider time)
    {
        foreach (var folder in LiveFolder.Folders(root, "*" + FolderExtension))
        {
            if (IsLocal(folder) || time.GetUtcNow().UtcDateTime - Directory.GetLastWriteTimeUtc(folder) > KeptFor)
            {
                LiveFolder.Delete(folder);
            }
        }
    }

    /// <summary>The renamed files that nobody can be reading any more.</summary>
    public static IEnumerable<FoundFile> FindOld(string folder, TimeProvider time) =>
        LiveFolder.Files(folder, "*" + Extension).Where(file => time.GetUtcNow().UtcDateTime - file.ModifiedUtc > KeptFor);

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
