namespace Transfer.Kernels;

/// <summary>The rows of a matrix in the panels of <see cref="StackProduct"/>.</summary>
internal readonly struct PanelRows : ILeftLayout
{
    public static int RowStep => StackProduct.Width;

    public static int ValueStep => 1;

    public static int ChunkLength => StackProduct.Width;

    public static int Prefetch => 0;
}
