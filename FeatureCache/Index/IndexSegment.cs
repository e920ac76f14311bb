using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Transfer.FeatureCache;

/// <summary>Records in one immutable file whose name is its hash; all of it in memory, sorted, one record a key.</summary>
internal sealed class IndexSegment
{
    private readonly Entry[] _entries;
    private readonly byte[] _values;
    private readonly int[] _buckets;
    private readonly int _shift;

    private IndexSegment(Entry[] entries, byte[] values, string? path)
    {
        (_entries, _values, Path) = (entries, values, path);

        // Keys are spread evenly, so their upper bits say where to look: about four records a bucket.
        _shift = 64 - Math.Max(1, BitOperations.Log2(((uint)entries.Length / 4) + 1));
        _buckets = new int[(1 << (64 - _shift)) + 1];
        var bucket = 0;
        for (var index = 0; index < entries.Length; index++)
        {
            while (bucket <= Bucket(entries[index].Key))
            {
                _buckets[bucket++] = index;
            }
        }

        _buckets.AsSpan(bucket).Fill(entries.Length);
    }

    /// <summary>Where it lies; null when it could not be written.</summary>
    public string? Path { get; }

    public IEnumerable<IndexRecord> Records => _entries.Select(Record);

    private static ReadOnlySpan<byte> Magic => "TRINDEX1"u8;

    /// <summary>Null when the file is gone or cannot be read now.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or of an earlier version.</exception>
    public static IndexSegment? Read(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var (magic, lengths) = (new byte[Magic.Length], new int[2]);
            Fill(magic);
            Fill(MemoryMarshal.AsBytes(lengths.AsSpan()));
            var entryBytes = file.Length - file.Position - lengths[1];
            if (!magic.AsSpan().SequenceEqual(Magic) || lengths[0] < 1 || lengths[1] < 0 || entryBytes != (long)lengths[0] * Entry.Size)
            {
                throw new InvalidDataException();
            }

            var entries = GC.AllocateUninitializedArray<Entry>(lengths[0]);
            var values = GC.AllocateUninitializedArray<byte>(lengths[1]);
            Fill(MemoryMarshal.AsBytes(entries.AsSpan()));
            Fill(values);
            return new ContentHash(hash.GetHashAndReset()).ToString() == System.IO.Path.GetFileNameWithoutExtension(path)
                ? new IndexSegment(entries, values, path)
                : throw new InvalidDataException();

            void Fill(Span<byte> bytes)
            {
                file.ReadExactly(bytes);
                hash.AppendData(bytes);
            }
        }
        catch (EndOfStreamException error)
        {
            throw new InvalidDataException("The file is too short.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Keeps the last record of each key, and writes them to a file when the folder allows it.</summary>
    public static IndexSegment Write(string folder, string extension, IEnumerable<IndexRecord> records)
    {
        var sorted = records.ToArray();
        Array.Sort(sorted);
        var kept = sorted.Where((record, i) => i == 0 || record.Key != sorted[i - 1].Key).ToArray();
        var entries = new Entry[kept.Length];
        var values = new byte[kept.Sum(record => record.Value.Length)];
        var at = 0;
        for (var i = 0; i < kept.Length; i++)
        {
            entries[i] = new Entry(kept[i].Key, kept[i].RecordedTicks, at, kept[i].Value.Length);
            kept[i].Value.CopyTo(values.AsMemory(at));
            at += kept[i].Value.Length;
        }

        try
        {
            return new IndexSegment(entries, values, AtomicFile.WriteHashed(folder, extension, stream =>
            {
                stream.Write(Magic);
                stream.Write(MemoryMarshal.AsBytes([entries.Length, values.Length]));
                stream.Write(MemoryMarshal.AsBytes(entries.AsSpan()));
                stream.Write(values);
            }));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A full disk: this process uses what is known, and the next one finds it out again.
            return new IndexSegment(entries, values, path: null);
        }
    }

    public bool TryFind(UInt128 key, out IndexRecord record)
    {
        var bucket = Bucket(key);
        var (from, to) = (_buckets[bucket], _buckets[bucket + 1]);
        while (from < to)
        {
            var middle = (int)(((uint)from + (uint)to) / 2);
            var order = _entries[middle].Key.CompareTo(key);
            if (order == 0)
            {
                record = Record(_entries[middle]);
                return true;
            }

            (from, to) = order < 0 ? (middle + 1, to) : (from, middle);
        }

        record = default;
        return false;
    }

    private int Bucket(UInt128 key) => (int)((ulong)(key >> 64) >> _shift);

    private IndexRecord Record(Entry entry) => new(entry.Key, entry.RecordedTicks, _values.AsMemory(entry.Start, entry.Length));

    /// <summary>32 bytes, on disk as in memory.</summary>
    private readonly record struct Entry(UInt128 Key, long RecordedTicks, int Start, int Length)
    {
        public const int Size = 32;
    }
}
