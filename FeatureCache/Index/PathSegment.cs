using System.Numerics;
using System.Runtime.InteropServices;

namespace Transfer.FeatureCache;

/// <summary>Records of paths in one immutable file whose name is its hash; all of it in memory, sorted, one record a path.</summary>
internal sealed class PathSegment
{
    public const string Extension = ".paths";

    private readonly PathRecord[] _records;
    private readonly int[] _buckets;
    private readonly int _shift;

    private PathSegment(PathRecord[] records, string? path)
    {
        _records = records;
        Path = path;

        // Keys are spread evenly, so their upper bits say where to look: about four records a bucket.
        _shift = 64 - Math.Max(1, BitOperations.Log2(((uint)records.Length / 4) + 1));
        _buckets = new int[(1 << (64 - _shift)) + 1];
        var bucket = 0;
        for (var index = 0; index < records.Length; index++)
        {
            while (bucket <= (int)(records[index].Key.High >> _shift))
            {
                _buckets[bucket++] = index;
            }
        }

        _buckets.AsSpan(bucket).Fill(records.Length);
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
            return new PathSegment(sorted, AtomicFile.WriteHashed(folder, Extension, stream =>
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
        var bucket = (int)(key.High >> _shift);
        var (from, to) = (_buckets[bucket], _buckets[bucket + 1]);
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
