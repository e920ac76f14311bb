using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Transfer.Models;

/// <summary>Prepares the process for native libraries when this assembly is loaded, so before the first session or tensor.</summary>
internal static class NativeStartup
{
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "It must run before any type uses a native library.")]
    internal static void Run()
    {
        NativeEnvironment.SetDefaults();
        TorchLibraryResolver.Install();
        // With the default allocator the process keeps less memory and trains slower.
        if (Environment.GetEnvironmentVariable("TRANSFER_ALLOCATOR") != "default")
        {
            GlibcAllocator.Configure();
        }
    }
}
