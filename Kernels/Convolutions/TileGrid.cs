namespace Transfer.Kernels;

/// <summary>How a batch of maps is divided into rows of tiles, and how many of these rows are computed together.</summary>
internal sealed class TileGrid
{
    // Tiles that are computed together: enough to read the filters seldom, few enough for intermediate results to stay in the cache.
    private const int FewestTiles = 48;
    private const int MostTiles = 192;
    private const int MostNumbers = 1 << 18;

    private readonly int _panelWidth;

    /// <param name="maps">The outputs before pooling.</param>
    /// <param name="channels">The number of input and output channels together.</param>
    /// <param name="panelWidth">The number of tiles of a panel.</param>
    public TileGrid(MapBatch maps, int channels, int panelWidth)
    {
        _panelWidth = panelWidth;
        (Down, Across) = (WinogradMatrices.Tiles(maps.Height, Tile.Outputs), WinogradMatrices.Tiles(maps.Width, Tile.Outputs));
        Rows = maps.Images * Down;
        RowsTogether = ChooseRows(channels);
    }

    /// <summary>The number of rows of tiles of a map.</summary>
    public int Down { get; }

    /// <summary>The number of tiles of a row.</summary>
    public int Across { get; }

    /// <summary>The number of rows of tiles of all maps of a channel.</summary>
    public int Rows { get; }

    /// <summary>The number of rows that are computed together.</summary>
    public int RowsTogether { get; }

    /// <summary>The number of tiles of some rows, filled up to whole panels.</summary>
    public int Tiles(int rows) => ((rows * Across) + _panelWidth - 1) / _panelWidth * _panelWidth;

    /// <summary>The number of rows with the fewest products, those that fill up the last panel included.</summary>
    private int ChooseRows(int channels)
    {
        var most = Math.Clamp(MostNumbers / (Tile.Points * channels), FewestTiles + (2 * _panelWidth), MostTiles);
        var (least, limit) = (Math.Min(Rows, Math.Max(1, FewestTiles / Across)), Math.Max(1, most / Across));
        return Enumerable.Range(least, Math.Max(1, Math.Min(Rows, limit) - least + 1)).Reverse()
            .MinBy(rows => (Rows / rows * Tiles(rows)) + Tiles(Rows % rows));
    }
}
