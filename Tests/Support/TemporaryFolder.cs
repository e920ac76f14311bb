namespace Transfer.Tests.Support;

/// <summary>A folder that is there for one test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private const string Memory = "/dev/shm";

    public TemporaryFolder()
        : this(Directory.CreateTempSubdirectory("transfer-test-").FullName)
    {
    }

    private TemporaryFolder(string path) => Path = path;

    public string Path { get; }

    /// <summary>
    /// In memory where the system has a place for that and two gigabytes are free: for very many files, where disks are not the subject.
    /// </summary>
    public static TemporaryFolder InMemory() => Directory.Exists(Memory) && new DriveInfo(Memory).AvailableFreeSpace > 2L << 30
        ? new TemporaryFolder(Directory.CreateDirectory($"{Memory}/transfer-test-{Guid.NewGuid():N}").FullName)
        : new TemporaryFolder();

    public string File(params ReadOnlySpan<string> parts)
    {
        var path = System.IO.Path.Combine([Path, .. parts]);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        return path;
    }

    public string Write(string name, ReadOnlySpan<byte> content)
    {
        var path = File(name);
        System.IO.File.WriteAllBytes(path, content);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
