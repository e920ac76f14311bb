namespace Transfer.Pipeline;

/// <summary>
/// A file under a name of its own beside its final one, locked while it is open. What killed programs left there is removed first: their
/// locks died with them.
/// </summary>
internal sealed class TemporaryFile : IDisposable
{
    private const string Extension = ".tmp";

    private readonly string _path;
    private readonly string _temporary;

    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public TemporaryFile(string path)
    {
        _path = path;
        RemoveAbandoned();
        _temporary = $"{path}.{Guid.NewGuid():N}{Extension}";
        // Delete is shared so that Windows lets the open file be renamed.
        Stream = new FileStream(_temporary, FileMode.CreateNew, FileAccess.Write, FileShare.Delete, bufferSize: 1 << 16);
    }

    public FileStream Stream { get; }

    /// <summary>Puts everything on the disk.</summary>
    public void Flush() => Stream.Flush(flushToDisk: true);

    /// <summary>Gives the file its final name, in place of one that is there.</summary>
    public void Publish()
    {
        File.Move(_temporary, _path, overwrite: true);
        Stream.Dispose();
    }

    /// <summary>Removes the file unless it was published.</summary>
    public void Dispose()
    {
        try
        {
            Stream.Dispose();
        }
        catch (IOException)
        {
            // What could not be written on a full disk is deleted anyway.
        }

        File.Delete(_temporary);
    }

    private void RemoveAbandoned()
    {
        foreach (var left in Directory.EnumerateFiles(Path.GetDirectoryName(_path)!, $"{Path.GetFileName(_path)}.*{Extension}"))
        {
            try
            {
                using var alone = new FileStream(left, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Its writer lives, or another program has just removed it.
            }
        }
    }
}
