using System.Buffers.Binary;

namespace Transfer.Augmentation;

/// <summary>The chunks of a WebP file (RFC 9649, 2.3 to 2.7).</summary>
internal static class WebPChunks
{
    private const int FirstChunk = 12;
    private const int HeadLength = 8;

    /// <summary>The number of frames of an animation; 0 for a still image.</summary>
    public static int CountFrames(ReadOnlySpan<byte> webp)
    {
        var frames = 0;
        for (var at = (long)FirstChunk; at + HeadLength <= webp.Length;)
        {
            var head = webp[(int)at..];
            frames += head.StartsWith("ANMF"u8) ? 1 : 0;
            var length = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
            // A chunk of an odd length is followed by a byte that is none of it.
            at += HeadLength + length + (length & 1);
        }

        return frames;
    }
}
