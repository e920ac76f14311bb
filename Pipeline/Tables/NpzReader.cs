using System.IO.Compression;

namespace Transfer.Pipeline;

/// <summary>Reads NumPy's <c>.npz</c>: several arrays with names.</summary>
internal static class NpzReader
{
    /// <returns>The arrays by name, without <c>.npy</c>.</returns>
    /// <exception cref="InvalidDataException">It is not such a file, is damaged, or holds no numbers.</exception>
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
            throw new InvalidDataException($"'{path}' is not an archive of NumPy arrays: {exception.Message.TrimEnd('.')}. Expected a file that numpy.savez wrote.", exception);
        }
    }
}
