using System.Runtime.InteropServices;

namespace Transfer.Models;

/// <summary>
/// Keeps malloc of glibc from mapping and unmapping every large tensor: the page faults make libtorch about 2.5 times slower. In return,
/// the process keeps memory that it once used. See <c>mallopt(3)</c>.
/// </summary>
internal static unsafe class GlibcAllocator
{
    private const int TrimThreshold = -1;
    private const int TopPad = -2;
    private const int MmapThreshold = -3;
    private const int MmapMax = -4;

    /// <summary>Sets the options.</summary>
    /// <returns>True when glibc accepted all options; false without glibc.</returns>
    public static bool Configure()
    {
        // musl has neither this file name nor mallopt.
        if (!OperatingSystem.IsLinux()
            || !NativeLibrary.TryLoad("libc.so.6", out var library)
            || !NativeLibrary.TryGetExport(library, "mallopt", out var export))
        {
            return false;
        }

        var mallopt = (delegate* unmanaged[Cdecl]<int, int, int>)export;

        // glibc before 2.35 refuses a threshold above 32 MiB; to map nothing at all has the same effect there.
        var fromHeap = mallopt(MmapThreshold, 1 << 30) == 1 || mallopt(MmapMax, 0) == 1;
        var kept = mallopt(TrimThreshold, int.MaxValue) == 1;
        var padded = mallopt(TopPad, 1 << 28) == 1;
        return fromHeap && kept && padded;
    }
}
