using System.IO.Compression;

namespace Transfer.Pipeline;

/// <summary>Opens the file of a table; what ends in <c>.gz</c> is unpacked on the way.</summary>
internal static class TableStream
{
    /// <summary>The ending without <c>.gz</c>, in lower case.</summary>
    public static string Ending(string path) =>
        Path.GetExtension(IsPacked(path) ? Path.GetFileNameWithoutExtension(path) : path).ToLowerInvariant();

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static byte[] ReadAll(string path)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no file '{path}'. Give a .npy, .npz, .csv or IDX file, or one of them as .gz.");
        }

        if (!IsPacked(path))
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
            throw new InvalidDataException($"'{path}' ends in .gz and cannot be unpacked: {exception.Message.TrimEnd('.')}. Copy or download it again.", exception);
        }
    }

    private static bool IsPacked(string path) => path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
}
