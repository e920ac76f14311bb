using System.Runtime.CompilerServices;

namespace Transfer.Tests.Support;

internal static class NativeLibraries
{
    /// <summary>Prepares the process for libtorch, which a test may use before any of Transfer's types.</summary>
    [ModuleInitializer]
    internal static void Prepare() => RuntimeHelpers.RunModuleConstructor(typeof(TrainableGraph).Module.ModuleHandle);
}
