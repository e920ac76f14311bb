using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Transfer.Models;

/// <summary>Prepares the process for libtorch when this assembly is loaded, so before the first tensor.</summary>
internal static class NativeStartup
{
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "It must run before the first use of torch, whichever type uses it.")]
    internal static void Run()
    {
        TorchLibraryResolver.Install();
        OpenMpThreads.SetWaitPolicy();
        // With the default allocator the process keeps less memory and trains slower.
        if (Environment.GetEnvironmentVariable("TRANSFER_ALLOCATOR") != "default")
        {
            GlibcAllocator.Configure();
        }
    }
}
