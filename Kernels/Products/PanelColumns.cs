namespace Transfer.Kernels;

/// <summary>The columns of a matrix in the panels of <see cref="StackProduct"/>, as rows of the transposed one.</summary>
internal readonly struct PanelColumns : ILeftLayout
{
    public static int RowStep => 1;

    public static int ValueStep => StackProduct.Width;

    public static int ChunkLength => 0;

    public static int Prefetch => 0;
}
