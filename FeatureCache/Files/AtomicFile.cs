namespace Transfer.FeatureCache;

/// <summary>
/// A file that is written under a temporary name beside its final one, flushed to disk and then renamed, so that the final name never
/// stands for half a file.
/// </summary>
/// <remarks>
/// The temporary file stays open until then, and open means locked where the file system has locks. What killed writers of the same file
/// have left is removed first.
/// </remarks>
internal sealed class AtomicFile : IDisposable
{
    private const int Attempts = 3;

    private readonly string? _path;

    /// <param name="path">The final name; a file that is there is replaced.</param>
    /// <param name="time">Tells how old a file of a killed writer is; the system's clock when null.</param>
    /// <exception cref="IOException">The folder is missing or cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public AtomicFile(string path, TimeProvider? time = null)
        : this(Path.GetDirectoryName(Path.GetFullPath(path))!, prefix: Path.GetFileName(path) + ".")
    {
        _path = Path.GetFullPath(path);
        TemporaryFiles.RemoveAbandoned(Path.GetDirectoryName(_path)!, time ?? TimeProvider.System, prefix: Path.GetFileName(path) + ".");
    }

    private AtomicFile(string folder, string prefix)
    {
        TemporaryPath = Path.Combine(folder, TemporaryFiles.CreateName(prefix));
        // Delete is shared so that Windows lets the open file be renamed; reading and writing are not, and that is the lock.
        Stream = new FileStream(TemporaryPath, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, bufferSize: 1 << 16);
    }

    /// <summary>Where the content goes.</summary>
    public FileStream Stream { get; }

    /// <summary>Where the file lies until it is committed.</summary>
    public string TemporaryPath { get; }

    /// <summary>Writes a file as a whole; the last writer wins.</summary>
    /// <exception cref="IOException">The disk is full, or the folder is missing.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        using var file = new AtomicFile(path);
        file.Stream.Write(content);
        file.Commit();
    }

    /// <summary>Writes a file whose name is the SHA-256 of its bytes, so that different files never have one name.</summary>
    /// <returns>Its path.</returns>
    /// <exception cref="IOException">The disk is full, or the folder is missing.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static string WriteHashed(string folder, string extension, Action<Stream> write)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var file = new AtomicFile(folder, prefix: "");
            try
            {
                write(file.Stream);
                file.Stream.Flush(flushToDisk: true);
                file.Stream.Position = 0;
                var hash = ContentHash.Of(file.Stream);
                var path = Path.Combine(folder, hash + extension);

                // An equal file need not be replaced, and on Windows a mapped one cannot be.
                if (!File.Exists(path) || ContentHash.OfFile(path) != hash)
                {
                    file.MoveTo(path);
                }

                return path;
            }
            catch (FileNotFoundException) when (attempt < Attempts)
            {
                // Another process took the file for abandoned, or has just removed the equal one: once more, under another name.
            }
        }
    }

    /// <summary>Flushes to disk and closes, so that the file can be read at <see cref="TemporaryPath"/> before it is committed.</summary>
    /// <exception cref="IOException">The disk is full.</exception>
    public void Close()
    {
        if (Stream.CanWrite)
        {
            Stream.Flush(flushToDisk: true);
            Stream.Dispose();
        }
    }

    /// <summary>Flushes to disk and gives the file its final name, in place of one that is there.</summary>
    /// <exception cref="IOException">The disk is full, or the folder is missing.</exception>
    public void Commit() => MoveTo(_path!);

    /// <summary>Removes the file unless it was committed.</summary>
    public void Dispose()
    {
        try
        {
            Stream.Dispose();
        }
        catch (IOException)
        {
            // What could not be written to a full disk is deleted anyway.
        }

        DeletedFiles.TryDelete(TemporaryPath);
    }

    private void MoveTo(string path)
    {
        if (Stream.CanWrite)
        {
            Stream.Flush(flushToDisk: true);
        }

        File.Move(TemporaryPath, path, overwrite: true);
        FlushFolder(Path.GetDirectoryName(path)!);
        Stream.Dispose();
    }

    // Makes the renaming survive a power cut, where the operating system needs to be asked for it.
    private static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var handle = PosixFile.Open(folder, PosixFile.ReadOnly);
        try
        {
            if (!handle.IsInvalid)
            {
                RandomAccess.FlushToDisk(handle);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Some network file systems refuse; the file itself is on disk by now, so at worst its name comes later.
        }
    }
}
