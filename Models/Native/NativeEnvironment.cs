using System.Runtime.InteropServices;

namespace Transfer.Models;

/// <summary>The environment variables that native libraries read when they start.</summary>
internal static partial class NativeEnvironment
{
    /// <summary>
    /// Sets variables that the user has not set, whether in the shell or in the program. Must be called before the libraries are loaded.
    /// </summary>
    public static void SetDefaults()
    {
        // Otherwise ONNX Runtime sends telemetry and keeps a device id in the user's cache folder. Its own switch, of the environment that
        // OrtEnv makes, stops neither.
        SetDefault("ORT_DISABLE_TELEMETRY", "1");
        if (OperatingSystem.IsLinux())
        {
            // By default the threads of libtorch spin between operations and take the cores from decoders, from ONNX Runtime and from
            // other programs; then two trainings at the same time are many times slower than one after the other.
            SetDefault("OMP_WAIT_POLICY", "passive");
        }
    }

    private static void SetDefault(string name, string value)
    {
        var own = Environment.GetEnvironmentVariable(name);
        var chosen = string.IsNullOrEmpty(own) ? value : own;
        if (OperatingSystem.IsWindows())
        {
            // There native libraries ask the system, and .NET tells it.
            Environment.SetEnvironmentVariable(name, chosen);
        }
        else
        {
            // .NET works on a copy of the environment, so native libraries do not see what a program has set there.
            _ = SetVariable(name, chosen, overwrite: own is null ? 0 : 1);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
