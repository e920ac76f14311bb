namespace Transfer.Models;

/// <summary>Writes files that are always absent or complete, whatever else writes them.</summary>
internal static class FileReplacement
{
    /// <summary>Writes a temporary file beside the target, flushes it to disk and renames it. A failure leaves no file behind.</summary>
    /// <param name="check">Looks at the temporary file before it is renamed, and throws if it must not be; null for no check.</param>
    public static void Write(string path, Action<Stream> write, Action<string>? check = null)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            check?.Invoke(temporary);
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
