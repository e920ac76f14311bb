namespace Transfer.Kernels;

/// <summary>The sizes of a tile of F(4x4, 3x3).</summary>
internal static class Tile
{
    /// <summary>Outputs along an axis.</summary>
    public const int Outputs = 4;

    /// <summary>Inputs along an axis.</summary>
    public const int Inputs = Outputs + WinogradMatrices.Filter - 1;

    /// <summary>Products.</summary>
    public const int Points = Inputs * Inputs;
}
