using Microsoft.Win32.SafeHandles;

namespace Transfer.FeatureCache;

/// <summary>What a file system says of a file without reading it.</summary>
/// <param name="Size">Its length in bytes.</param>
/// <param name="ModifiedTicks">When it was last written, in UTC ticks of 100 ns. Any program can set this time.</param>
/// <param name="ChangedTicks">
/// When its content, name or attributes last changed, in UTC ticks. Only the system sets this time. 0 where the file system keeps none.
/// </param>
/// <param name="FileId">The number of the file in its file system, which another file of the same name does not have.</param>
internal readonly record struct FileStamp(long Size, long ModifiedTicks, long ChangedTicks, long FileId)
{
    /// <summary>Whether every change of the file shows in its stamp. If not, only reading it tells whether it is the same.</summary>
    public bool IsReliable => ChangedTicks != 0;

    /// <summary>The stamp of a file; null when there is no such file, or it cannot be asked.</summary>
    public static FileStamp? TryOf(string path)
    {
        try
        {
            if (!OperatingSystem.IsWindows())
            {
                return PosixStamp.TryOf(path) ?? Of(new FileInfo(path));
            }

            using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return Of(handle, path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The stamp of an open file. Take it before the file is read: a change meanwhile then shows as another stamp.</summary>
    /// <param name="path">Where it lies.</param>
    /// <exception cref="IOException">It cannot be asked.</exception>
    public static FileStamp Of(SafeFileHandle handle, string path)
    {
        var stamp = OperatingSystem.IsWindows() ? WindowsStamp.TryOf(handle, path) : PosixStamp.TryOf(handle, path);
        var size = RandomAccess.GetLength(handle);
        return stamp?.Size == size ? stamp.Value : new FileStamp(size, File.GetLastWriteTimeUtc(handle).Ticks, 0, 0);
    }

    private static FileStamp Of(FileInfo file) => new(file.Length, file.LastWriteTimeUtc.Ticks, 0, 0);
}
