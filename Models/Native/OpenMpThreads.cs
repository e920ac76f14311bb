using System.Runtime.InteropServices;

namespace Transfer.Models;

/// <summary>
/// Lets libtorch's OpenMP threads sleep between two operations. By default they spin for a while and take the cores from decoders, from
/// ONNX Runtime and from other programs, which makes two trainings at once many times slower than one after the other.
/// </summary>
internal static partial class OpenMpThreads
{
    /// <summary>Sets <c>OMP_WAIT_POLICY=passive</c> unless the user has said something else. Must come before libgomp is loaded.</summary>
    /// <returns>True when it was set or had been set.</returns>
    public static bool Park() => OperatingSystem.IsLinux() && SetEnvironmentVariable("OMP_WAIT_POLICY", "passive", overwrite: 0) == 0;

    // What .NET sets, native libraries do not see.
    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironmentVariable(string name, string value, int overwrite);
}
