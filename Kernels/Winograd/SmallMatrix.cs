namespace Transfer.Kernels;

/// <summary>A matrix of a few numbers.</summary>
internal sealed class SmallMatrix
{
    /// <param name="value">The value at a row and a column.</param>
    public SmallMatrix(int rows, int columns, Func<int, int, double> value)
    {
        (Rows, Columns) = (rows, columns);
        Values = [.. Enumerable.Range(0, rows * columns).Select(at => value(at / columns, at % columns))];
        Floats = Array.ConvertAll(Values, v => (float)v);
    }

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>The values row by row.</summary>
    public double[] Values { get; }

    /// <summary>The same, rounded.</summary>
    public float[] Floats { get; }

    public SmallMatrix Transposed() => new(Columns, Rows, (i, j) => Values[(j * Columns) + i]);
}
