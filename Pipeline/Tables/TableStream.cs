using System.IO.Compression;

namespace Transfer.Pipeline.Tables;

/// <summary>Reads the file of a table; <c>.gz</c> files are decompressed.</summary>
internal static class TableStream
{
    /// <summary>
    /// The most bytes that a file may unpack to: what an array holds, or a quarter of the memory, because they are copied and become
    /// numbers.
    /// </summary>
    public static long MostUnpacked => Math.Min(Array.MaxLength, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4);

    /// <summary>The extension without <c>.gz</c>, in lower case.</summary>
    public static string Extension(string path) =>
        Path.GetExtension(IsCompressed(path) ? Path.GetFileNameWithoutExtension(path) : path).ToLowerInvariant();

    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="InvalidDataException">The file is damaged or too large.</exception>
    public static byte[] ReadAll(string path)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no file '{path}'. Give a .npy, .npz, .csv, .parquet, .arrow or IDX file, or one of "
                + "them as .gz.");
        }

        if (!IsCompressed(path))
        {
            return new FileInfo(path).Length <= Array.MaxLength ? File.ReadAllBytes(path) : throw new InvalidDataException(
                $"'{path}' has {ByteText.Of(new FileInfo(path).Length)}; at most {ByteText.Of(Array.MaxLength)} can be read. Split it.");
        }

        try
        {
            using var stream = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
            return Unpack(stream, path, MostUnpacked);
        }
        catch (InvalidDataException exception) when (!exception.Message.Contains(path, StringComparison.Ordinal))
        {
            throw new InvalidDataException(
                $"'{path}' ends in .gz and cannot be unpacked: {exception.Message.TrimEnd('.')}. Copy or download it again.", exception);
        }
    }

    /// <summary>Opens a file, a compressed one in memory.</summary>
    /// <inheritdoc cref="ReadAll"/>
    public static Stream Open(string path) =>
        IsCompressed(path) || !File.Exists(path) ? new MemoryStream(ReadAll(path)) : File.OpenRead(path);

    /// <summary>Reads what is unpacked to its end.</summary>
    /// <param name="stream">What is unpacked.</param>
    /// <param name="path">The name of the packed file in messages.</param>
    /// <param name="most">The most bytes; a small file can unpack to any number of them.</param>
    /// <exception cref="InvalidDataException">It is damaged, or has more bytes.</exception>
    public static byte[] Unpack(Stream stream, string path, long most)
    {
        using var unpacked = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            if (unpacked.Length + read > most)
            {
                throw new InvalidDataException($"'{path}' unpacks to more than {ByteText.Of(most)}, which is the most that is read on this "
                    + "machine. Split it; or copy or download it again, if it should be smaller.");
            }

            unpacked.Write(buffer, 0, read);
        }

        return unpacked.ToArray();
    }

    private static bool IsCompressed(string path) => path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
}
