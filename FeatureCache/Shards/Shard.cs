using System.Buffers;
using System.Runtime.InteropServices;
using Apache.Arrow.Ipc;
using Microsoft.Win32.SafeHandles;

namespace Transfer.FeatureCache;

/// <summary>One whole shard: its keys in memory, its features in the open file. Safe from any number of threads.</summary>
/// <remarks>
/// Rows are read and not mapped into memory: where a mapped file has become shorter, touching it ends the process. A read fails instead.
/// </remarks>
internal sealed class Shard : IDisposable
{
    // An Arrow file is the Arrow stream format behind "ARROW1" and two bytes of padding.
    private const int FileHead = 8;

    private readonly FileStream _file;
    private readonly SafeFileHandle _handle;
    private readonly byte[] _images;
    private readonly int[] _views;
    private readonly long _features;
    private readonly int _bytesPerRow;

    private Shard(string path, FileStream file, BatchLayout layout, int bytesPerRow)
    {
        (Path, _file, _handle, _features, _bytesPerRow) = (path, file, file.SafeFileHandle, layout.Features, bytesPerRow);
        (_images, _views) = (new byte[layout.Rows * ContentHash.Size], new int[layout.Rows]);
        ReadExactly(_images, layout.Images);
        ReadExactly(MemoryMarshal.AsBytes(_views.AsSpan()), layout.Views);
    }

    public string Path { get; }

    public int Count => _views.Length;

    /// <exception cref="InvalidDataException">The bytes are not those of the file's name, or not rows of this store.</exception>
    public static Shard Open(string path, ShardFormat format, bool verify)
    {
        // Delete is shared so that a shard can be renamed on Windows while it is open.
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        try
        {
            if (verify)
            {
                var found = ContentHash.Of(file).ToString();
                if (found != System.IO.Path.GetFileNameWithoutExtension(path))
                {
                    throw new InvalidDataException($"its SHA-256 is {found} and not the one in its name");
                }
            }

            file.Position = FileHead;
            using (var reader = new ArrowStreamReader(file, leaveOpen: true))
            {
                format.Check(reader.Schema);
            }

            return new Shard(path, file, BatchLayout.Read(file, format), format.BytesPerRow);
        }
        catch (Exception error)
        {
            file.Dispose();

            // A file that is what its name says can still be no Arrow file; the reader has many words for that.
            throw error is (IOException and not EndOfStreamException) or UnauthorizedAccessException or InvalidDataException
                or OutOfMemoryException
                ? error
                : new InvalidDataException($"it does not read as an Arrow file ({error.Message})", error);
        }
    }

    public FeatureKey Key(int row) => new(new ContentHash(_images.AsSpan(row * ContentHash.Size, ContentHash.Size)), _views[row]);

    /// <summary>Reads the bytes of a row's features.</summary>
    /// <param name="destination">Of the length of a row.</param>
    /// <exception cref="IOException">The file has become shorter than when it was opened, or cannot be read.</exception>
    public void Read(int row, Span<byte> destination) => ReadExactly(destination, _features + ((long)row * _bytesPerRow));

    /// <summary>
    /// Compares two rows of one key byte by byte. Of such rows the lower one is kept, whoever compares, so that all agree.
    /// </summary>
    /// <exception cref="IOException">One of the files has become shorter, or cannot be read.</exception>
    public int CompareRow(int row, Shard other, int otherRow)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(2 * _bytesPerRow);
        var own = buffer.AsSpan(0, _bytesPerRow);
        var its = buffer.AsSpan(_bytesPerRow, _bytesPerRow);
        Read(row, own);
        other.Read(otherRow, its);
        var order = own.SequenceCompareTo(its);
        ArrayPool<byte>.Shared.Return(buffer);
        return order;
    }

    /// <summary>Whether the rows lie in the order of their keys, as merging leaves them, and none comes twice.</summary>
    public bool IsOrdered => Enumerable.Range(1, Math.Max(Count - 1, 0)).All(row => FeatureKey.Order.Compare(Key(row - 1), Key(row)) < 0);

    /// <summary>Finds a row in a shard that <see cref="IsOrdered"/>.</summary>
    public bool TryFind(FeatureKey key, out int row)
    {
        var (from, to) = (0, Count);
        while (from < to)
        {
            row = from + ((to - from) / 2);
            var order = FeatureKey.Order.Compare(Key(row), key);
            if (order == 0)
            {
                return true;
            }

            (from, to) = order < 0 ? (row + 1, to) : (from, row);
        }

        row = -1;
        return false;
    }

    public void Dispose() => _file.Dispose();

    private void ReadExactly(Span<byte> destination, long start)
    {
        for (var done = 0; done < destination.Length;)
        {
            var read = RandomAccess.Read(_handle, destination[done..], start + done);
            done += read > 0 ? read : throw new IOException(
                $"The shard '{Path}' has become shorter while it was in use; another program must have written to it. "
                + "Run the command again: what it held will be computed again.");
        }
    }
}
