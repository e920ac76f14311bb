using System.Runtime.InteropServices;

namespace Transfer.FeatureCache;

/// <summary>Records of paths in one immutable file whose name is its hash; all of it in memory, sorted, one record a path.</summary>
internal sealed class PathSegment
{
    public const string Extension = ".paths";

    private readonly PathRecord[] _records;

    private PathSegment(PathRecord[] records, string? path)
    {
        _records = records;
        Path = path;
    }

    private static ReadOnlySpan<byte> Head => "TRPATHS1"u8;

    /// <summary>Where it lies; null when it could not be written.</summary>
    public string? Path { get; }

    public int Count => _records.Length;

    /// <summary>Null when the file has gone or cannot be read now.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static PathSegment? Read(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
            var count = (file.Length - Head.Length) / PathRecord.Size;
            if (count is < 1 or > int.MaxValue / PathRecord.Size || Head.Length + (count * PathRecord.Size) != file.Length)
            {
                throw new InvalidDataException();
            }

            var records = GC.AllocateUninitializedArray<PathRecord>((int)count);
            using var hashing = System.Security.Cryptography.IncrementalHash.CreateHash(System.Security.Cryptography.HashAlgorithmName.SHA256);
            Span<byte> head = stackalloc byte[Head.Length];
            file.ReadExactly(head);
            file.ReadExactly(MemoryMarshal.AsBytes(records.AsSpan()));
            hashing.AppendData(head);
            hashing.AppendData(MemoryMarshal.AsBytes(records.AsSpan()));
            return head.SequenceEqual(Head) && new ContentHash(hashing.GetHashAndReset()).ToString() == System.IO.Path.GetFileNameWithoutExtension(path)
                ? new PathSegment(records, path)
                : throw new InvalidDataException();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Keeps the last record of each path, and writes them to a file when the folder lets it.</summary>
    public static PathSegment Write(string folder, IEnumerable<PathRecord> records)
    {
        var sorted = records.ToArray();
        Array.Sort(sorted);
        var kept = 0;
        foreach (var record in sorted)
        {
            if (kept == 0 || sorted[kept - 1].Key != record.Key)
            {
                sorted[kept++] = record;
            }
        }

        Array.Resize(ref sorted, kept);
        try
        {
            return new PathSegment(sorted, WholeFile.WriteHashed(folder, Extension, stream =>
            {
                stream.Write(Head);
                stream.Write(MemoryMarshal.AsBytes(sorted.AsSpan()));
            }));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A full disk: what is known serves this process, and the next one reads the files.
            return new PathSegment(sorted, path: null);
        }
    }

    public IEnumerable<PathRecord> Records => _records;

    public bool TryFind(PathKey key, out PathRecord record)
    {
        // Keys are spread evenly, so the place is known but for about the square root of the count.
        var (from, to) = (0, _records.Length);
        var guess = (int)Math.BigMul(key.High, (ulong)_records.Length, out _);
        for (var step = 64; step > 0; step *= 2)
        {
            (var low, var high) = (Math.Max(guess - step, 0), Math.Min(guess + step, _records.Length));
            if ((low == 0 || _records[low].Key.CompareTo(key) <= 0) && (high == _records.Length || _records[high].Key.CompareTo(key) > 0))
            {
                (from, to) = (low, high);
                break;
            }
        }

        while (from < to)
        {
            var middle = (int)(((uint)from + (uint)to) / 2);
            var order = _records[middle].Key.CompareTo(key);
            if (order == 0)
            {
                record = _records[middle];
                return true;
            }

            (from, to) = order < 0 ? (middle + 1, to) : (from, middle);
        }

        record = default;
        return false;
    }
}
