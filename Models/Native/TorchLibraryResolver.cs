using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Transfer.Models;

/// <summary>
/// Loads the native library of TorchSharp on Linux systems with an older libstdc++ than it was built with, such as Debian 12,
/// Ubuntu 22.04 and RHEL 9. It is called only after the ordinary look-up has failed.
/// </summary>
internal static class TorchLibraryResolver
{
    private const string Name = "LibTorchSharp";
    private const string FileName = "libLibTorchSharp.so";

    // In the order of their dependencies. Only the CUDA packages have those of CUDA.
    private static readonly string[] Needed =
        ["libgomp*", "libc10.so", "libtorch_cpu.so", "libc10_cuda.so", "libtorch_cuda.so", "libtorch.so"];

    private static readonly string[] Indispensable = ["libc10.so", "libtorch_cpu.so", "libtorch.so"];

    private static readonly Lazy<IntPtr> Library = new(() => Load(TorchLibraryFolders.OfApplication(), () => UserFolder.Cache));

    /// <summary>Installs the hook. The library is loaded once, however often it is called.</summary>
    public static void Install()
    {
        if (OperatingSystem.IsLinux())
        {
            AssemblyLoadContext.Default.ResolvingUnmanagedDll += Resolve;
        }
    }

    /// <summary>The handle of the library; zero for other libraries, and when it cannot be loaded this way either.</summary>
    internal static IntPtr Resolve(Assembly assembly, string name) =>
        OperatingSystem.IsLinux() && name is Name or FileName ? Library.Value : IntPtr.Zero;

    private static IntPtr Load(TorchLibraryFolders folders, Func<string> cache)
    {
        if (folders.Find(FileName) is not [var path])
        {
            return IntPtr.Zero;
        }

        var original = File.ReadAllBytes(path);
        if (new ElfVersionRequirements(original, path).Relax() is not { } changed)
        {
            // The ordinary look-up failed for another reason, which TorchSharp reports.
            return IntPtr.Zero;
        }

        // The copy lies in another folder and would not find the libraries beside the original.
        foreach (var pattern in Needed)
        {
            var files = folders.Find(pattern);
            if (files.Count == 0 && Indispensable.Contains(pattern))
            {
                throw new DllNotFoundException(
                    $"'{path}' needs {pattern}, which is in none of the folders of the application. "
                    + "Reference the package libtorch-cpu-linux-x64 (or TorchSharp-cuda-linux) in the application.");
            }

            foreach (var file in files)
            {
                NativeLibrary.Load(file);
            }
        }

        return RelaxedLibrary.Load(FileName, original, changed, cache);
    }
}
