namespace Transfer.Models;

/// <summary>
/// The matrices of F(m, 3), Winograd's minimal filtering (Lavin and Gray: Fast Algorithms for Convolutional Neural Networks, CVPR 2016),
/// made from interpolation points as Toom and Cook do: m outputs of a filter of three from n = m + 2 products.
/// </summary>
internal sealed class WinogradMatrices
{
    public const int Filter = 3;

    // Few and small: each further point costs precision.
    private static readonly double[] Points = [0, 1, -1, 2];

    private static readonly WinogradMatrices[] Known = [new(2), new(3)];

    private WinogradMatrices(int outputs)
    {
        Outputs = outputs;
        var n = outputs + Filter - 1;
        var points = Points[..(n - 1)];
        FromFilter = Vandermonde(points, Filter);
        var outputMatrix = Vandermonde(points, outputs);
        ToOutput = outputMatrix.Transposed();
        FromOutput = outputMatrix;
        FromInput = Vandermonde(points, n).Inverse().Transposed();
        ToInput = FromInput.Transposed();
        ToFilter = FromFilter.Transposed();
    }

    /// <summary>Outputs of a tile along an axis, m.</summary>
    public int Outputs { get; }

    /// <summary>Inputs of a tile along an axis, n.</summary>
    public int Inputs => Outputs + Filter - 1;

    /// <summary>n x n.</summary>
    public SmallMatrix FromInput { get; }

    /// <summary>n x 3.</summary>
    public SmallMatrix FromFilter { get; }

    /// <summary>m x n.</summary>
    public SmallMatrix ToOutput { get; }

    /// <summary>n x m, for the gradient.</summary>
    public SmallMatrix FromOutput { get; }

    /// <summary>n x n, for the gradient.</summary>
    public SmallMatrix ToInput { get; }

    /// <summary>3 x n, for the gradient.</summary>
    public SmallMatrix ToFilter { get; }

    /// <summary>The matrices that need the fewest products for a map, overhang of the last tiles included.</summary>
    /// <param name="mostOutputs">The largest tile that may be chosen: 2 or 3.</param>
    public static WinogradMatrices For(int height, int width, int mostOutputs) => Known.Where(k => k.Outputs <= mostOutputs).MinBy(k => Tiles(height, k.Outputs) * Tiles(width, k.Outputs) * k.Inputs * k.Inputs)!;

    public static int Tiles(int length, int outputs) => (length + outputs - 1) / outputs;

    /// <summary>Powers of the points, and the point at infinity in the last row.</summary>
    private static SmallMatrix Vandermonde(double[] points, int columns)
    {
        var values = new double[points.Length + 1, columns];
        for (var i = 0; i < points.Length; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                values[i, j] = Math.Pow(points[i], j);
            }
        }

        values[points.Length, columns - 1] = 1;
        return new SmallMatrix(values);
    }
}
