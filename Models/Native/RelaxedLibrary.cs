using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Transfer.Models;

/// <summary>Loads a changed copy of a native library from a cache folder, which any number of processes may use at once.</summary>
internal static class RelaxedLibrary
{
    /// <summary>Writes the copy unless it is there already, and loads it.</summary>
    /// <param name="fileName">The library's file name.</param>
    /// <param name="original">The original's bytes, whose SHA-256 names the copy's folder.</param>
    /// <param name="changed">The copy's bytes.</param>
    /// <param name="cache">Returns the cache folder; where it cannot be written to, a private temporary folder serves for once.</param>
    /// <returns>The loaded library's handle, which is never freed.</returns>
    /// <exception cref="DllNotFoundException">The system refuses to load the copy.</exception>
    public static IntPtr Load(string fileName, ReadOnlySpan<byte> original, byte[] changed, Func<string> cache)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(original));
        try
        {
            var path = Path.Combine(cache(), "native", hash, fileName);
            Write(path, changed);

            // A folder mounted without permission to execute refuses here.
            if (NativeLibrary.TryLoad(path, out var handle))
            {
                return handle;
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return LoadFromTemporaryFolder(fileName, changed);
        }

        return LoadFromTemporaryFolder(fileName, changed);
    }

    /// <summary>Makes the file have this content. It is at every moment absent or whole, whoever else writes it.</summary>
    internal static void Write(string path, byte[] content)
    {
        if (Holds(path, content))
        {
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    // Comparing the whole content costs a millisecond or two, and a damaged or foreign file is never loaded.
    private static bool Holds(string path, byte[] content) =>
        File.Exists(path) && new FileInfo(path).Length == content.Length && File.ReadAllBytes(path).AsSpan().SequenceEqual(content);

    private static IntPtr LoadFromTemporaryFolder(string fileName, byte[] changed)
    {
        var folder = Directory.CreateTempSubdirectory("transfer-native-");
        try
        {
            var path = Path.Combine(folder.FullName, fileName);
            File.WriteAllBytes(path, changed);
            return NativeLibrary.Load(path);
        }
        finally
        {
            // What is mapped stays mapped without its name.
            folder.Delete(recursive: true);
        }
    }
}
