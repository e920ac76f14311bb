using System.Runtime.InteropServices;

namespace Transfer.Cli;

/// <summary>
/// How many files a process may have open. With too few even libraries cannot be loaded, so it is looked at before anything else.
/// </summary>
internal static class DescriptorLimit
{
    private const long Fewest = 256;
    private const int OfLinux = 7;
    private const int OfMac = 8;

    /// <summary>A sentence where there are too few; null otherwise.</summary>
    public static string? Fault() =>
        OperatingSystem.IsWindows() || GetLimit(OperatingSystem.IsMacOS() ? OfMac : OfLinux, out var limit) != 0 ? null : Fault(limit.Soft);

    /// <param name="limit">The number of files.</param>
    internal static string? Fault(ulong limit) => limit >= Fewest ? null
        : $"A process may open {limit} files here; expected {Fewest} or more. Raise the limit with 'ulimit -n 1024', or have it "
            + "raised, and run the command again.";

    [DllImport("libc", EntryPoint = "getrlimit", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetLimit(int resource, out Limit limit);

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public ulong Soft;
        public ulong Hard;
    }
}
