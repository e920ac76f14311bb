namespace Transfer.Models;

/// <summary>Whether this machine has the driver of NVIDIA's GPUs, whatever this build can do with it.</summary>
internal static class NvidiaDriver
{
    public static bool IsInstalled { get; } = OperatingSystem.IsWindows()
        ? File.Exists(Path.Combine(Environment.SystemDirectory, "nvcuda.dll"))
        : File.Exists("/proc/driver/nvidia/version");
}
