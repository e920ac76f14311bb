using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Transfer.Kernels;

/// <summary>bfloat16 row by row, which libtorch multiplies.</summary>
internal readonly unsafe struct BFloat16Domain : IWinogradDomain
{
    // Tiles of three would need the point 2, whose powers are too large for bfloat16's 8 bits: 3 % of error instead of 0.7.
    public static int MostOutputs => 2;

    public static bool HasPanels => false;

    // Odd: matrices a multiple of 4 KiB apart would all fall into the same few lines of the cache.
    public static int Rows(int tiles) => tiles | 1;

    public static long Stride(long rows, long columns) => rows * columns;

    public static long Offset(long row, long column, long rows, long columns) => (row * columns) + column;

    public static Vector512<float> Load(nint stack, long index) =>
        (Avx512F.ConvertToVector512UInt32(Vector256.Load((ushort*)stack + index)) << 16).AsSingle();

    public static void Store(Vector512<float> values, nint stack, long index)
    {
        // To the nearest, ties to even, as libtorch rounds.
        var bits = values.AsUInt32();
        var rounded = bits + Vector512.Create(0x7FFFu) + ((bits >> 16) & Vector512<uint>.One);
        // Rounding could carry the bits of what is no number over into a zero.
        var kept = Vector512.ConditionalSelect(Vector512.Equals(values, values).AsUInt32(), rounded, Vector512.Create(0x7FC00000u));
        Avx512F.ConvertToVector256UInt16(kept >> 16).Store((ushort*)stack + index);
    }
}
