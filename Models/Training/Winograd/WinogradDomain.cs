namespace Transfer.Models;

/// <summary>Sizes of the matrices in Winograd's domain.</summary>
internal static class WinogradDomain
{
    // Matrices a power of two apart would all fall into the same few lines of the cache.
    private const long Gap = PanelProduct.Width;

    /// <summary>From one matrix of a stack to the next.</summary>
    public static long Stride(long rows, long columns) => (rows * columns) + Gap;

    /// <summary>Tiles are filled up with empty ones to whole blocks of rows.</summary>
    public static long PaddedTiles(long tiles) => (tiles + PanelProduct.Rows - 1) / PanelProduct.Rows * PanelProduct.Rows;
}
