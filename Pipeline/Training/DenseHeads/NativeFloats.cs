using System.Runtime.InteropServices;

namespace Transfer.Pipeline;

/// <summary>Numbers outside the managed heap, at an address that a cache line begins with; zeros at first. Owned by this object.</summary>
internal sealed unsafe class NativeFloats : IDisposable
{
    private const int Alignment = 64;

    /// <summary>Room for a number of numbers, and for as many more as fill the last lanes.</summary>
    public NativeFloats(long count)
    {
        Count = (int)((count + Lanes.Count - 1) / Lanes.Count * Lanes.Count);
        Address = (float*)NativeMemory.AlignedAlloc((nuint)Count * sizeof(float), Alignment);
        Span.Clear();
    }

    public float* Address { get; private set; }

    /// <summary>A multiple of <see cref="Lanes.Count"/>.</summary>
    public int Count { get; }

    public Span<float> Span => new(Address, Count);

    public void Dispose()
    {
        NativeMemory.AlignedFree(Address);
        Address = null;
    }
}
