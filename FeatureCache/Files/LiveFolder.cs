using System.IO.Enumeration;

namespace Transfer.FeatureCache;

/// <summary>A file as it was when its folder was listed.</summary>
/// <param name="Path">The whole path.</param>
/// <param name="Length">In bytes; 0 when it had gone by then.</param>
/// <param name="ModifiedUtc">When it was last written.</param>
internal readonly record struct FoundFile(string Path, long Length, DateTime ModifiedUtc);

/// <summary>Lists folders that other processes change at the same time: what another one has removed is not there, and no fault.</summary>
internal static class LiveFolder
{
    private const int MostAttempts = 20;

    /// <summary>The files with such a name; none when there is no such folder.</summary>
    /// <param name="pattern">With <c>*</c> for any text.</param>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static IReadOnlyList<FoundFile> Files(string folder, string pattern = "*")
    {
        try
        {
            return [.. new FileSystemEnumerable<FoundFile>(
                folder,
                (ref FileSystemEntry entry) => new FoundFile(entry.ToFullPath(), entry.Length, entry.LastWriteTimeUtc.UtcDateTime),
                new EnumerationOptions { AttributesToSkip = 0, IgnoreInaccessible = false })
            {
                ShouldIncludePredicate = (ref FileSystemEntry entry) =>
                    !entry.IsDirectory && FileSystemName.MatchesSimpleExpression(pattern, entry.FileName),
            }];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    /// <summary>The bytes of all files in a folder and below.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static long Measure(string folder) => Files(folder).Sum(file => file.Length) + Folders(folder).Sum(Measure);

    /// <summary>The folders in a folder.</summary>
    /// <param name="pattern">With <c>*</c> for any text.</param>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static string[] Folders(string folder, string pattern = "*")
    {
        try
        {
            return Directory.GetDirectories(folder, pattern);
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    /// <summary>Creates a folder where there is none.</summary>
    /// <exception cref="IOException">A file is in its place, or the file system refuses.</exception>
    public static void Create(string folder)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                Directory.CreateDirectory(folder);
                return;
            }
            catch (IOException) when (attempt < MostAttempts && !File.Exists(folder))
            {
                // It was there, and another process has removed it since.
            }
        }
    }

    /// <summary>Deletes a folder with all that is in it.</summary>
    /// <exception cref="IOException">Something in it is in use (Windows).</exception>
    public static void Delete(string folder)
    {
        for (var attempt = 1; Directory.Exists(folder); attempt++)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (DirectoryNotFoundException)
            {
                // Another process deletes it too, and was quicker with a part.
            }
            catch (IOException) when (attempt < MostAttempts)
            {
                // A writer that had begun before has put a file there since.
            }
        }
    }
}
