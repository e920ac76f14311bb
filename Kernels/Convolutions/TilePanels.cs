namespace Transfer.Kernels;

/// <summary>Panels of tiles, <c>[panels, rows, width]</c> for each of 36 points.</summary>
/// <param name="points">The first panel of each point.</param>
/// <param name="rows">The number of rows of a panel.</param>
internal readonly struct TilePanels(Lines points, int rows)
{
    /// <summary>The first panel of each point.</summary>
    public Lines Points { get; } = points;

    /// <summary>The points of a row's tiles, from a tile on that a vector begins with.</summary>
    /// <param name="width">The number of tiles of a panel.</param>
    public Lines At(int row, int tile, int width) => Points.From(((((long)(tile / width) * rows) + row) * width) + (tile % width));
}
