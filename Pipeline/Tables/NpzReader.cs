using System.IO.Compression;

namespace Transfer.Pipeline.Tables;

/// <summary>Reads the named arrays of NumPy's <c>.npz</c> format.</summary>
internal static class NpzReader
{
    /// <returns>The arrays by name, without <c>.npy</c>.</returns>
    /// <exception cref="InvalidDataException">The file has another format, is damaged, or does not hold real numbers.</exception>
    public static IReadOnlyDictionary<string, TableArray> Read(byte[] bytes, string path)
    {
        try
        {
            using var archive = new ZipArchive(new MemoryStream(bytes), ZipArchiveMode.Read);
            var arrays = new Dictionary<string, TableArray>();
            foreach (var entry in archive.Entries.Where(e => e.FullName.EndsWith(".npy", StringComparison.Ordinal)))
            {
                using var stream = entry.Open();
                using var unpacked = new MemoryStream();
                stream.CopyTo(unpacked);
                arrays.Add(entry.FullName[..^4], NpyReader.Read(unpacked.ToArray(), $"{path}:{entry.FullName}"));
            }

            return arrays;
        }
        catch (InvalidDataException exception) when (!exception.Message.Contains(path, StringComparison.Ordinal))
        {
            throw new InvalidDataException(
                $"'{path}' is not an archive of NumPy arrays: {exception.Message.TrimEnd('.')}. Expected a file that numpy.savez wrote.",
                exception);
        }
    }
}
