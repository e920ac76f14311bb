using System.IO.Compression;

namespace Transfer.Pipeline.Tables;

/// <summary>Reads the file of a table; <c>.gz</c> files are decompressed.</summary>
internal static class TableStream
{
    /// <summary>The extension without <c>.gz</c>, in lower case.</summary>
    public static string Extension(string path) =>
        Path.GetExtension(IsCompressed(path) ? Path.GetFileNameWithoutExtension(path) : path).ToLowerInvariant();

    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static byte[] ReadAll(string path)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no file '{path}'. Give a .npy, .npz, .csv or IDX file, or one of them as .gz.");
        }

        if (!IsCompressed(path))
        {
            return File.ReadAllBytes(path);
        }

        try
        {
            using var unpacked = new MemoryStream();
            using var stream = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
            stream.CopyTo(unpacked);
            return unpacked.ToArray();
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidDataException(
                $"'{path}' ends in .gz and cannot be unpacked: {exception.Message.TrimEnd('.')}. Copy or download it again.", exception);
        }
    }

    private static bool IsCompressed(string path) => path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
}
