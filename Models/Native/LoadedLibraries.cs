using System.Runtime.InteropServices;

namespace Transfer.Models;

/// <summary>Which files the process has loaded its native libraries from (Linux).</summary>
internal static class LoadedLibraries
{
    /// <summary>The file of a library, loading it if need be; null when this cannot be found out.</summary>
    /// <param name="name">The name that others ask for it by, such as <c>libstdc++.so.6</c>.</param>
    public static string? FileOf(string name)
    {
        if (!NativeLibrary.TryLoad(name, out _))
        {
            return null;
        }

        // The mapped file may be named for its full version (libstdc++.so.6.0.30) where the name is a link to it.
        return File.ReadLines("/proc/self/maps")
            .Select(line => line.IndexOf('/', StringComparison.Ordinal) is var start and >= 0 ? line[start..] : "")
            .FirstOrDefault(path => Path.GetFileName(path).StartsWith(name, StringComparison.Ordinal));
    }
}
