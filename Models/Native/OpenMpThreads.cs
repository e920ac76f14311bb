using System.Runtime.InteropServices;
using TorchSharp;

namespace Transfer.Models;

/// <summary>The OpenMP threads of libtorch.</summary>
internal static unsafe class OpenMpThreads
{
    private static readonly Lazy<IntPtr> SetNumber = new(() =>
        TorchLibraryFolders.OfApplication().Find("libtorch_cpu.so") is [var path]
        && NativeLibrary.TryLoad(path, out var library)
        && NativeLibrary.TryGetExport(library, "omp_set_num_threads", out var function) ? function : IntPtr.Zero);

    /// <summary>
    /// Runs small operations of libtorch on the calling thread alone: to wake a sleeping thread takes longer than they do. Other
    /// threads of the program keep theirs.
    /// </summary>
    public static T OnCallingThread<T>(Func<T> work)
    {
        // libtorch reads its own setting once in each thread, and must have done so before it is changed.
        var before = torch.get_num_threads();
        if (!OperatingSystem.IsLinux() || SetNumber.Value == IntPtr.Zero)
        {
            return work();
        }

        var set = (delegate* unmanaged[Cdecl]<int, void>)SetNumber.Value;
        set(1);
        try
        {
            return work();
        }
        finally
        {
            set(before);
        }
    }
}
