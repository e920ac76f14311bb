using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Transfer.Pipeline;

/// <summary>
/// Training may be the first thing that a program does. TorchSharp finds its library, and ONNX Runtime sends no telemetry, only once
/// Transfer.Models has been set up.
/// </summary>
internal static class PipelineStartup
{
    [SuppressMessage("Usage", "CA2255", Justification = "The order of loading is exactly what this is about.")]
    [ModuleInitializer]
    internal static void Run() => RuntimeHelpers.RunModuleConstructor(typeof(OnnxGraph).Module.ModuleHandle);
}
