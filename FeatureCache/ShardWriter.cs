using Apache.Arrow;
using Apache.Arrow.Ipc;

namespace Transfer.FeatureCache;

/// <summary>Puts a batch on disk so that its final name never stands for half a file.</summary>
/// <remarks>
/// A writer keeps its temporary file open, and open means locked: for another process (or the same one) that asks for it alone, as
/// <see cref="RemoveAbandoned"/> does, the operating system refuses until the writer has closed it or has died. Where a file system
/// has no such locks a live writer's file could be removed; the writer then notices at the renaming and writes it again.
/// </remarks>
internal static class ShardWriter
{
    private const string TemporaryExtension = ".tmp";
    private const int Attempts = 3;

    /// <summary>The path of the finished shard.</summary>
    /// <exception cref="IOException">The disk is full, or the folder has gone.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static string Write(string folder, RecordBatch batch)
        => Write(folder, ShardFormat.Extension, stream =>
        {
            using var writer = new ArrowFileWriter(stream, batch.Schema, leaveOpen: true);
            writer.WriteRecordBatch(batch);
            writer.WriteEnd();
        });

    /// <summary>Writes a small file with a fixed name in the same way.</summary>
    public static void WriteText(string path, byte[] content)
        => Write(Path.GetDirectoryName(path)!, extension: null, stream => stream.Write(content), path);

    /// <summary>Removes the temporary files of writers that are gone.</summary>
    public static void RemoveAbandoned(string folder)
    {
        foreach (var path in Directory.EnumerateFiles(folder, "*" + TemporaryExtension))
        {
            try
            {
                using var alone = new FileStream(
                    path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Its writer lives, or another process has just removed it, or the folder is for reading only: not ours to remove.
            }
        }
    }

    private static string Write(string folder, string? extension, Action<Stream> write, string? name = null)
    {
        for (var attempt = 1; ; attempt++)
        {
            var temporary = Path.Combine(folder, $"{Guid.NewGuid():N}{TemporaryExtension}");
            try
            {
                return WriteOnce(folder, temporary, extension, write, name);
            }
            catch (FileNotFoundException) when (attempt < Attempts)
            {
                // Taken for abandoned between its creation and its locking: once more, under another name.
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

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The next store that opens this folder removes it.
        }
    }
}
