namespace Transfer.FeatureCache;

/// <summary>Puts a file on disk so that its final name never stands for half of it.</summary>
/// <remarks>
/// A writer keeps its temporary file open, and open means locked where the file system has locks. Should a live writer's file be
/// removed all the same, the writer notices at the renaming and writes it again.
/// </remarks>
internal static class AtomicFile
{
    private const int Attempts = 3;

    /// <summary>Writes a file whose name is the SHA-256 of its bytes, so that many writers never meet.</summary>
    /// <returns>Its path.</returns>
    /// <exception cref="IOException">The disk is full, or the folder has gone.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static string WriteHashed(string folder, string extension, Action<Stream> write) => Write(folder, extension, write, name: null);

    /// <summary>Writes a small file with a fixed name; the last writer wins.</summary>
    /// <exception cref="IOException">The disk is full, or the folder has gone.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static void WriteNamed(string path, byte[] content)
        => Write(Path.GetDirectoryName(path)!, extension: null, stream => stream.Write(content), path);

    /// <summary>Removes the temporary files of writers that are gone, and says how many bytes they have.</summary>
    public static long RemoveAbandoned(string folder, bool dryRun = false)
    {
        var freed = 0L;
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*" + TemporaryName.Extension))
        {
            try
            {
                if (TemporaryName.IsAbandoned(file.Name, DateTime.UtcNow - file.LastWriteTimeUtc))
                {
                    var length = file.Length;
                    using var alone = new FileStream(
                        file.FullName, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, dryRun ? FileOptions.None : FileOptions.DeleteOnClose);
                    freed += length;
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Its writer lives, or another process has just removed it, or the folder is for reading only: not ours to remove.
            }
        }

        return freed;
    }

    /// <summary>Deletes a file that nobody needs any more, when that can be done now.</summary>
    /// <returns>Whether it has gone.</returns>
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

    private static string Write(string folder, string? extension, Action<Stream> write, string? name)
    {
        for (var attempt = 1; ; attempt++)
        {
            var temporary = Path.Combine(folder, TemporaryName.Create());
            try
            {
                return WriteOnce(folder, temporary, extension, write, name);
            }
            catch (FileNotFoundException) when (attempt < Attempts)
            {
                // Taken for abandoned, or the equal file that was there has just been merged away: once more, under another name.
                TryDelete(temporary);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                TryDelete(temporary);
                throw StoreFault.Writing(folder, error);
            }
            catch
            {
                TryDelete(temporary);
                throw;
            }
        }
    }

    private static string WriteOnce(string folder, string temporary, string? extension, Action<Stream> write, string? name)
    {
        // Delete is shared so that Windows lets the open file be renamed; reading and writing are not, and that is the lock.
        using var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.Delete, bufferSize: 1 << 16);
        using var hashing = new HashingStream(file);
        write(hashing);
        file.Flush(flushToDisk: true);
        var hash = hashing.Finish();
        var path = name ?? Path.Combine(folder, hash + extension);

        // The same rows in the same order are the same file, and on Windows a mapped file cannot be replaced.
        if (name is null && File.Exists(path) && ContentHash.OfFile(path) == hash)
        {
            TryDelete(temporary);
            return path;
        }

        File.Move(temporary, path, overwrite: true);
        DirectorySync.Flush(folder);
        return path;
    }
}
