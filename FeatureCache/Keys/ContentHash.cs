using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Transfer.FeatureCache;

/// <summary>A SHA-256 (FIPS 180-4) of some content: 32 bytes, compared by value.</summary>
public readonly record struct ContentHash
{
    /// <summary>The length in bytes.</summary>
    public const int Size = SHA256.HashSizeInBytes;

    // .NET hashes a stream in pieces of 4 KiB.
    private const int BufferSize = 1 << 17;

    private readonly UInt128 _high;
    private readonly UInt128 _low;

    /// <summary>Takes the 32 bytes of a hash that was computed before.</summary>
    /// <exception cref="ArgumentException"><paramref name="hash"/> is not 32 bytes long.</exception>
    public ContentHash(ReadOnlySpan<byte> hash)
    {
        if (hash.Length != Size)
        {
            throw new ArgumentException($"A SHA-256 has {Size} bytes, but {hash.Length} were given.", nameof(hash));
        }

        _high = BinaryPrimitives.ReadUInt128BigEndian(hash);
        _low = BinaryPrimitives.ReadUInt128BigEndian(hash[16..]);
    }

    /// <summary>The first 16 bytes, which are as evenly spread as all of them.</summary>
    internal UInt128 Key => _high;

    /// <summary>The hash of these bytes.</summary>
    public static ContentHash Of(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[Size];
        SHA256.HashData(content, hash);
        return new ContentHash(hash);
    }

    /// <summary>The hash of what is left in a stream.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ContentHash Of(Stream stream)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            hash.AppendData(buffer, 0, read);
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return new ContentHash(hash.GetHashAndReset());
    }

    /// <summary>The hash of a file's bytes, read as a stream.</summary>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static ContentHash OfFile(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        return Of(stream);
    }

    /// <summary>Byte by byte from the first, as texts of hexadecimal digits are ordered too.</summary>
    internal static int Compare(ContentHash left, ContentHash right)
        => (left._high, left._low).CompareTo((right._high, right._low));

    /// <summary>Reads 64 hexadecimal digits, as <see cref="ToString"/> writes them; capitals are allowed.</summary>
    /// <exception cref="FormatException"><paramref name="text"/> is something else.</exception>
    public static ContentHash Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out var hash)
            ? hash
            : throw new FormatException($"'{text}' is not a SHA-256: {2 * Size} hexadecimal digits were expected.");
    }

    /// <summary>Reads 64 hexadecimal digits; false when <paramref name="text"/> is something else.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ContentHash hash)
    {
        Span<byte> bytes = stackalloc byte[Size];
        var valid = text.Length == 2 * Size
            && Convert.FromHexString(text, bytes, out _, out _) == System.Buffers.OperationStatus.Done;
        hash = valid ? new ContentHash(bytes) : default;
        return valid;
    }

    /// <summary>Writes the 32 bytes.</summary>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is shorter than 32 bytes.</exception>
    public void CopyTo(Span<byte> destination)
    {
        if (destination.Length < Size)
        {
            throw new ArgumentException($"A SHA-256 needs {Size} bytes, but there is room for {destination.Length}.", nameof(destination));
        }

        BinaryPrimitives.WriteUInt128BigEndian(destination, _high);
        BinaryPrimitives.WriteUInt128BigEndian(destination[16..], _low);
    }

    /// <inheritdoc/>
    public override int GetHashCode() => (int)(uint)_high;

    /// <summary>64 hexadecimal digits in lower case.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        CopyTo(bytes);
        return Convert.ToHexStringLower(bytes);
    }
}
