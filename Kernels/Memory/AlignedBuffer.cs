using System.Runtime.InteropServices;

namespace Transfer.Kernels;

/// <summary>Floats outside the managed heap, at a multiple of 64 bytes, so that no vector crosses a cache line. Zeros at first.</summary>
internal sealed unsafe class AlignedBuffer : IDisposable
{
    private const int CacheLine = 64;
    private const int LineLength = CacheLine / sizeof(float);

    /// <param name="length">The number of floats; rounded up to whole cache lines.</param>
    public AlignedBuffer(long length)
    {
        Length = (length + LineLength - 1) / LineLength * LineLength;
        Start = (float*)NativeMemory.AlignedAlloc((nuint)Length * sizeof(float), CacheLine);
        NativeMemory.Clear(Start, (nuint)Length * sizeof(float));
    }

    /// <summary>The number of floats, a multiple of 16.</summary>
    public long Length { get; }

    /// <summary>The first float; valid until the buffer is disposed.</summary>
    public float* Start { get; private set; }

    public Span<float> Span => new(Start, checked((int)Length));

    public void Dispose()
    {
        NativeMemory.AlignedFree(Start);
        Start = null;
    }
}
