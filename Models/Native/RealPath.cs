using System.Runtime.InteropServices;
using System.Text;

namespace Transfer.Models;

/// <summary>Where a path really leads, with every symbolic link on the way followed.</summary>
internal static class RealPath
{
    private const int LongestPath = 4097;

    /// <returns>The path without links, or null when it leads nowhere.</returns>
    public static string? Of(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            var resolved = new byte[LongestPath];
            return Resolve(path, resolved) == 0 ? null : Encoding.UTF8.GetString(resolved.AsSpan(0, Array.IndexOf(resolved, (byte)0)));
        }

        try
        {
            FileSystemInfo info = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);
            var target = info.ResolveLinkTarget(returnFinalTarget: true) ?? info;
            return target.Exists ? target.FullName : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    [DllImport("libc", EntryPoint = "realpath")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Resolve([MarshalAs(UnmanagedType.LPUTF8Str)] string path, [Out] byte[] resolved);
}
