namespace Transfer.FeatureCache;

/// <summary>What a file system says of a file without reading it.</summary>
/// <param name="Size">Its length in bytes.</param>
/// <param name="ModifiedTicks">When it was last written, in UTC ticks of 100 ns.</param>
internal readonly record struct FileStamp(long Size, long ModifiedTicks)
{
    /// <summary>The stamp of a file. Take it before the file is read: a change while it is read then shows as another stamp.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static FileStamp Of(string path)
    {
        var file = new FileInfo(path);
        return new FileStamp(file.Length, file.LastWriteTimeUtc.Ticks);
    }
}
