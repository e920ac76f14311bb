namespace Transfer.Models;

/// <summary>Numbers that stay in one place, at a multiple of 64 bytes: no vector crosses a line of the processor's cache.</summary>
internal sealed unsafe class AlignedNumbers
{
    private const int Bytes = 64;

    private readonly float[] _numbers;

    /// <param name="length">How many; all are 0 at first.</param>
    public AlignedNumbers(long length)
    {
        Length = length;
        _numbers = GC.AllocateArray<float>(checked((int)(length + (Bytes / sizeof(float)))), pinned: true);
        fixed (float* first = _numbers)
        {
            Start = (float*)(((nint)first + Bytes - 1) & ~(Bytes - 1));
        }
    }

    /// <summary>How many numbers there are.</summary>
    public long Length { get; }

    /// <summary>The first; valid as long as this object is referred to.</summary>
    public float* Start { get; }
}
