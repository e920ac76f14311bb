using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Transfer.Models;

/// <summary>Prepares the process for libtorch, before anything of this library runs and so before the first tensor.</summary>
internal static class NativeStartup
{
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "All must be in place before the first use of torch, whichever type uses it.")]
    internal static void Run()
    {
        TorchLibraryResolver.Install();
        OpenMpThreads.Park();
        // The other choice: less memory kept, slower training.
        if (Environment.GetEnvironmentVariable("TRANSFER_ALLOCATOR") != "default")
        {
            GlibcAllocator.Configure();
        }
    }
}
