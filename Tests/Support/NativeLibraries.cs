using System.Runtime.CompilerServices;

namespace Transfer.Tests.Support;

internal static class NativeLibraries
{
    /// <summary>Prepares the process for libtorch, which a test may use before any of Transfer's types.</summary>
    [ModuleInitializer]
    internal static void Prepare()
    {
        // A test in a process of its own looks at what a program does, which has no such beginning.
        if (!TestProcess.IsOwn)
        {
            LoadModels();
        }
    }

    // Naming one of its types prepares the process already, so no other method may.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void LoadModels() => RuntimeHelpers.RunModuleConstructor(typeof(TrainableGraph).Module.ModuleHandle);
}
