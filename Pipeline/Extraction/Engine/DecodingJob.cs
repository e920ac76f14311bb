using System.Buffers;

namespace Transfer.Pipeline;

/// <summary>The bytes of an image that has to be decoded, in a pooled buffer.</summary>
internal readonly record struct DecodingJob(PendingFile PendingFile, byte[] Buffer, int Length, ByteBudget Budget, long Taken)
{
    public ReadOnlyMemory<byte> Bytes => Buffer.AsMemory(0, Length);

    public void Release()
    {
        ArrayPool<byte>.Shared.Return(Buffer);
        Budget.GiveBack(Taken);
    }
}
