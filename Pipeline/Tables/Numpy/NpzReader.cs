using System.IO.Compression;

namespace Transfer.Pipeline.Tables;

/// <summary>Reads the named arrays of NumPy's <c>.npz</c> format.</summary>
internal static class NpzReader
{
    /// <param name="bytes">The content of the file.</param>
    /// <param name="path">The name of the file in messages.</param>
    /// <param name="most">The most bytes that all arrays together may unpack to.</param>
    /// <returns>The arrays by name, without <c>.npy</c>.</returns>
    /// <exception cref="InvalidDataException">The file has another format, is damaged, or does not hold real numbers.</exception>
    public static IReadOnlyDictionary<string, TableArray> Read(byte[] bytes, string path, long most)
    {
        try
        {
            using var archive = new ZipArchive(new MemoryStream(bytes), ZipArchiveMode.Read);
            var arrays = new Dictionary<string, TableArray>();
            foreach (var entry in archive.Entries.Where(e => e.FullName.EndsWith(".npy", StringComparison.Ordinal)))
            {
                using var stream = entry.Open();
                var unpacked = TableStream.Unpack(stream, path, most);
                most -= unpacked.Length;
                arrays[entry.FullName[..^4]] = NpyReader.Read(unpacked, $"{path}:{entry.FullName}");
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
