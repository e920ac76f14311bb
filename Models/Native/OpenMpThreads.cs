using System.Runtime.InteropServices;

namespace Transfer.Models;

/// <summary>
/// Makes the OpenMP threads of libtorch sleep between operations. By default they spin for a while and take the cores from decoders, from
/// ONNX Runtime and from other programs; then two trainings at the same time are many times slower than one after the other.
/// </summary>
internal static partial class OpenMpThreads
{
    /// <summary>Sets <c>OMP_WAIT_POLICY=passive</c> unless the variable is set already. Must be called before libgomp is loaded.</summary>
    /// <returns>Whether the variable is set.</returns>
    public static bool SetWaitPolicy() =>
        OperatingSystem.IsLinux() && SetEnvironmentVariable("OMP_WAIT_POLICY", "passive", overwrite: 0) == 0;

    // Native libraries do not see variables that .NET sets.
    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironmentVariable(string name, string value, int overwrite);
}
