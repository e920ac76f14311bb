namespace Transfer.Kernels;

/// <summary>The filters of a block of <see cref="FilterPanels{TVectors, TVector}"/>: their weights for a channel lie together.</summary>
internal readonly struct FilterRows<TVectors, TVector> : ILeftLayout
    where TVectors : struct, IVectors<TVector>
    where TVector : unmanaged
{
    public static int RowStep => 1;

    public static int ValueStep => PanelProduct<TVectors, TVector>.Rows;

    public static int ChunkLength => 0;

    // The processor's own prefetching ends with each page of 4 kB.
    public static int Prefetch => 4096;
}
