using System.Diagnostics;

namespace Transfer.Tests.Support;

/// <summary>A file system in memory that is full soon.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public string Path => _folder.Path;

    public static SmallDisk Mount(string size)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux mounts a small disk for a test.");
        var disk = new SmallDisk();
        if (Run("mount", "-t", "tmpfs", "-o", $"size={size}", "none", disk.Path) != 0)
        {
            disk._folder.Dispose();
            Assert.Skip("A small disk could not be mounted; that needs the rights of the system's administrator.");
        }

        return disk;
    }

    public void Dispose()
    {
        Run("umount", Path);
        _folder.Dispose();
    }

    private static int Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}
