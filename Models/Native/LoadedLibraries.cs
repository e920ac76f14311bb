using System.Runtime.InteropServices;

namespace Transfer.Models;

/// <summary>Finds the files of native libraries that the process has loaded (Linux).</summary>
internal static class LoadedLibraries
{
    /// <summary>The file of a library, which is loaded if it is not yet; null when it is not found.</summary>
    /// <param name="name">The name that programs load it by, such as <c>libstdc++.so.6</c>.</param>
    public static string? FileOf(string name)
    {
        if (!NativeLibrary.TryLoad(name, out _))
        {
            return null;
        }

        // The name may be a link to a file with the full version, such as libstdc++.so.6.0.30.
        return File.ReadLines("/proc/self/maps")
            .Select(line => line.IndexOf('/', StringComparison.Ordinal) is var start and >= 0 ? line[start..] : "")
            .FirstOrDefault(path => Path.GetFileName(path).StartsWith(name, StringComparison.Ordinal));
    }
}
