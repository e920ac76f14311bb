using System.Buffers;

namespace Transfer.Augmentation;

/// <summary>The memory of decoded pixels: from a pool, but for images so large that no thread should keep their memory.</summary>
internal static class PixelBuffer
{
    private const int LargestPooled = 1 << 26;

    /// <summary>At least so many bytes, of any content.</summary>
    public static byte[] Rent(int bytes) =>
        bytes <= LargestPooled ? ArrayPool<byte>.Shared.Rent(bytes) : GC.AllocateUninitializedArray<byte>(bytes);

    /// <param name="buffer">What <see cref="Rent"/> returned, which nobody uses any more.</param>
    public static void Return(byte[] buffer)
    {
        if (buffer.Length <= LargestPooled)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
