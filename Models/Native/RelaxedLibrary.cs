using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Transfer.Models;

/// <summary>Loads a changed copy of a native library from a cache folder that several processes may use at once.</summary>
internal static class RelaxedLibrary
{
    /// <summary>Writes the copy if it is not there yet, and loads it.</summary>
    /// <param name="fileName">The file name of the library.</param>
    /// <param name="original">The bytes of the original; their SHA-256 names the folder of the copy.</param>
    /// <param name="changed">The bytes of the copy.</param>
    /// <param name="cache">Returns the cache folder. When it cannot be used, the copy is loaded from a temporary folder.</param>
    /// <returns>The handle of the library, which is never freed.</returns>
    /// <exception cref="DllNotFoundException">The system refuses to load the copy.</exception>
    public static IntPtr Load(string fileName, ReadOnlySpan<byte> original, byte[] changed, Func<string> cache)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(original));
        try
        {
            var path = Path.Combine(cache(), "native", hash, fileName);
            Write(path, changed);

            // Fails on a folder that is mounted without permission to execute.
            if (NativeLibrary.TryLoad(path, out var handle))
            {
                return handle;
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The temporary folder serves instead.
        }

        return LoadFromTemporaryFolder(fileName, changed);
    }

    /// <summary>Gives a file this content. A damaged file is replaced, a correct one is kept.</summary>
    internal static void Write(string path, byte[] content)
    {
        // Comparing the whole content takes a millisecond or two.
        if (!File.Exists(path) || new FileInfo(path).Length != content.Length || !File.ReadAllBytes(path).AsSpan().SequenceEqual(content))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            FileReplacement.Write(path, stream => stream.Write(content));
        }
    }

    private static IntPtr LoadFromTemporaryFolder(string fileName, byte[] changed)
    {
        var folder = Directory.CreateTempSubdirectory("transfer-native-");
        try
        {
            var path = Path.Combine(folder.FullName, fileName);
            File.WriteAllBytes(path, changed);
            return NativeLibrary.Load(path);
        }
        catch (DllNotFoundException fault)
        {
            throw new DllNotFoundException(
                $"The system does not load {fileName}: {fault.Message} "
                + "Use a system with newer libraries, or a version of the TorchSharp package that was built for this one.",
                fault);
        }
        finally
        {
            // A loaded file stays mapped after it is deleted.
            folder.Delete(recursive: true);
        }
    }
}
