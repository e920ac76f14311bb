using System.Runtime.InteropServices;

namespace Transfer.Pipeline;

/// <summary>Makes folders that nobody else has made, which <see cref="Directory.CreateDirectory(string)"/> does not tell.</summary>
internal static class NewFolder
{
    private const int AlreadyExists = 17;
    private const int AlreadyExistsOnWindows = 183;

    // rwxrwxrwx, from which the user's umask is taken away.
    private const uint Everything = 0x1FF;

    /// <summary>Makes a folder; those above it are made as well.</summary>
    /// <returns>False when something of this name is there.</returns>
    /// <exception cref="IOException">The folder cannot be made.</exception>
    public static bool TryCreate(string path)
    {
        var full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        var isMade = OperatingSystem.IsWindows() ? CreateOnWindows(full, 0) : Create(full, Everything) == 0;
        if (isMade)
        {
            return true;
        }

        var error = Marshal.GetLastPInvokeError();
        return error is AlreadyExists or AlreadyExistsOnWindows ? false : throw new IOException(Marshal.GetPInvokeErrorMessage(error));
    }

    [DllImport("libc", EntryPoint = "mkdir", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Create([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint mode);

    [DllImport("kernel32", EntryPoint = "CreateDirectoryW", SetLastError = true, CharSet = CharSet.Unicode)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool CreateOnWindows(string path, nint security);
}
