using System.Security.Cryptography;

namespace Transfer.FeatureCache;

/// <summary>Hands what is written on to another stream and hashes it on the way. Does not own the other stream.</summary>
internal sealed class HashingStream(Stream target) : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _written;

    public override bool CanRead => false;

    // Apache.Arrow asks for a stream that can seek, but only reads its position; real seeking would spoil the hash and throws.
    public override bool CanSeek => true;

    public override bool CanWrite => true;

    public override long Length => _written;

    public override long Position
    {
        get => _written;
        set => throw new NotSupportedException("A hashed stream is written from its start to its end.");
    }

    public ContentHash Finish() => new(_hash.GetHashAndReset());

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        target.Write(buffer);
        _hash.AppendData(buffer);
        _written += buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() => target.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("This stream is for writing.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("This stream has no seeking.");

    public override void SetLength(long value) => throw new NotSupportedException("This stream has no seeking.");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }
}
