using System.Buffers.Binary;

namespace Transfer.Augmentation;

/// <summary>The chunks of a PNG file (Portable Network Graphics, third edition, 5.3); the last one may end early.</summary>
internal ref struct PngChunks(ReadOnlySpan<byte> png)
{
    private const int FirstChunk = 8;
    private const int HeadLength = 8;
    private const int TypeAt = 4;
    private const int TypeLength = 4;
    private const int CheckLength = 4;

    private readonly ReadOnlySpan<byte> _png = png;
    private int _next = FirstChunk;

    /// <summary>The four letters of the chunk's type.</summary>
    public ReadOnlySpan<byte> Type { get; private set; }

    public ReadOnlySpan<byte> Content { get; private set; }

    /// <summary>Goes to the next chunk.</summary>
    /// <returns>False after the last one.</returns>
    public bool MoveNext()
    {
        if (_next > _png.Length - HeadLength)
        {
            return false;
        }

        var head = _png[_next..];
        var length = (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(head), (uint)(head.Length - HeadLength));
        Type = head.Slice(TypeAt, TypeLength);
        Content = head.Slice(HeadLength, length);
        _next += Math.Min(head.Length, HeadLength + length + CheckLength);
        return true;
    }
}
