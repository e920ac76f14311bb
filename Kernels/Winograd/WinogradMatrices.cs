namespace Transfer.Kernels;

/// <summary>
/// The matrices of F(m, 3), Winograd's minimal filtering (Lavin and Gray: Fast Algorithms for Convolutional Neural Networks, CVPR 2016),
/// made from interpolation points as Toom and Cook do: m outputs of a filter of three from n = m + 2 products.
/// </summary>
internal sealed class WinogradMatrices
{
    public const int Filter = 3;

    // Few and small: each further point costs precision.
    private static readonly double[] AllPoints = [0, 1, -1, 2, -2];

    private static readonly WinogradMatrices[] All = [new(2), new(3), new(4)];

    private readonly double[] _points;

    private WinogradMatrices(int outputs)
    {
        Outputs = outputs;
        _points = AllPoints[..(outputs + Filter - 2)];
        FromFilter = Powers(Filter);
        FromOutput = Powers(outputs);
        ToOutput = FromOutput.Transposed();
        FromInput = Interpolation();
        ToInput = FromInput.Transposed();
        ToFilter = FromFilter.Transposed();
        ScaledFromFilter = Powers(Filter, Scale);
    }

    /// <summary>Outputs of a tile along an axis, m.</summary>
    public int Outputs { get; }

    /// <summary>Inputs of a tile along an axis, n.</summary>
    public int Inputs => Outputs + Filter - 1;

    /// <summary>n x n.</summary>
    public SmallMatrix FromInput { get; }

    /// <summary>n x 3.</summary>
    public SmallMatrix FromFilter { get; }

    /// <summary>n x 3, with the fractions that <see cref="FromInput"/> has otherwise: then all its numbers are integers.</summary>
    public SmallMatrix ScaledFromFilter { get; }

    /// <summary>m x n.</summary>
    public SmallMatrix ToOutput { get; }

    /// <summary>n x m, for the gradient.</summary>
    public SmallMatrix FromOutput { get; }

    /// <summary>n x n, for the gradient.</summary>
    public SmallMatrix ToInput { get; }

    /// <summary>3 x n, for the gradient.</summary>
    public SmallMatrix ToFilter { get; }

    /// <summary>The matrices of a tile.</summary>
    /// <param name="outputs">m: 2, 3 or 4.</param>
    public static WinogradMatrices OfTile(int outputs) => All.Single(a => a.Outputs == outputs);

    /// <summary>The matrices that need the fewest products for a map, those for the overhang of the last tiles included.</summary>
    /// <param name="mostOutputs">The largest m that may be chosen.</param>
    public static WinogradMatrices ForMap(int height, int width, int mostOutputs) =>
        All.Where(a => a.Outputs <= mostOutputs).MinBy(a => Tiles(height, a.Outputs) * Tiles(width, a.Outputs) * a.Inputs * a.Inputs)!;

    /// <summary>The number of tiles along an axis.</summary>
    public static int Tiles(int length, int outputs) => (length + outputs - 1) / outputs;

    /// <summary>Powers of the points, and the point at infinity in the last row.</summary>
    private SmallMatrix Powers(int columns, Func<int, double>? scale = null) => new(Inputs, columns, (i, j) =>
        (scale?.Invoke(i) ?? 1) * (i < _points.Length ? Math.Pow(_points[i], j) : j == columns - 1 ? 1 : 0));

    /// <summary>The coefficients of Lagrange's polynomials, each 1 at its point and 0 at the others; the last is 0 at all points.</summary>
    private SmallMatrix Interpolation()
    {
        var rows = Enumerable.Range(0, Inputs).Select(Coefficients).ToArray();
        return new SmallMatrix(Inputs, Inputs, (i, j) => rows[i][j]);
    }

    private double[] Coefficients(int row)
    {
        var coefficients = new double[Inputs];
        coefficients[0] = Scale(row);
        foreach (var point in _points.Where((_, i) => i != row))
        {
            // The polynomial so far times (x - point).
            for (var j = Inputs - 1; j >= 0; j--)
            {
                coefficients[j] = (j > 0 ? coefficients[j - 1] : 0) - (point * coefficients[j]);
            }
        }

        return coefficients;
    }

    private double Scale(int row) => row == _points.Length
        ? 1
        : 1 / _points.Where((_, i) => i != row).Aggregate(1.0, (product, point) => product * (_points[row] - point));
}
