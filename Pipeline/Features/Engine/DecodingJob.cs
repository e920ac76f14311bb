using System.Buffers;

namespace Transfer.Pipeline.Features;

/// <summary>The bytes of an image that has to be decoded, in a pooled buffer.</summary>
/// <param name="Reserved">The bytes that were acquired of <paramref name="Memory"/>.</param>
internal readonly record struct DecodingJob(PendingFile PendingFile, byte[] Buffer, int Length, MemoryLimit Memory, long Reserved)
{
    public ReadOnlyMemory<byte> Bytes => Buffer.AsMemory(0, Length);

    public void Release()
    {
        ArrayPool<byte>.Shared.Return(Buffer);
        Memory.Release(Reserved);
    }
}
