using System.Runtime.Intrinsics;

namespace Transfer.Kernels;

/// <summary>float32 in the panels of <see cref="StackProduct"/>.</summary>
internal readonly unsafe struct PanelDomain : IWinogradDomain
{
    public static int MostOutputs => 3;

    public static bool HasPanels => true;

    public static int Rows(int tiles) => (tiles + StackProduct.Rows - 1) / StackProduct.Rows * StackProduct.Rows;

    public static long Stride(long rows, long columns) => StackProduct.Stride(rows, columns);

    public static long Offset(long row, long column, long rows, long columns) =>
        (((column / StackProduct.Width * rows) + row) * StackProduct.Width) + (column % StackProduct.Width);

    public static Vector512<float> Load(nint stack, long index) => Vector512.Load((float*)stack + index);

    public static void Store(Vector512<float> values, nint stack, long index) => values.Store((float*)stack + index);
}
