namespace Transfer.Kernels;

/// <summary>How a batch of maps is divided into the tiles of <see cref="WinogradMatrices"/>.</summary>
/// <param name="Maps">The number and the size of the maps.</param>
/// <param name="Step">The distance of tiles in pixels.</param>
internal sealed record WinogradGrid(MapBatch Maps, int Step)
{
    /// <summary>Rows of tiles of a map.</summary>
    public int Rows { get; } = WinogradMatrices.Tiles(Maps.Height, Step);

    /// <summary>Columns of tiles of a map.</summary>
    public int Columns { get; } = WinogradMatrices.Tiles(Maps.Width, Step);

    /// <summary>The tiles of all maps of a channel.</summary>
    public int Tiles => Maps.Images * Rows * Columns;
}
