namespace Transfer.Models;

/// <summary>A matrix of a few numbers.</summary>
internal sealed class SmallMatrix
{
    private readonly double[,] _values;

    public SmallMatrix(double[,] values)
    {
        _values = values;
        Floats = [.. values.Cast<double>().Select(v => (float)v)];
    }

    public int Rows => _values.GetLength(0);

    public int Columns => _values.GetLength(1);

    /// <summary>Row by row.</summary>
    public float[] Floats { get; }

    public SmallMatrix Transposed()
    {
        var result = new double[Columns, Rows];
        for (var i = 0; i < Rows; i++)
        {
            for (var j = 0; j < Columns; j++)
            {
                result[j, i] = _values[i, j];
            }
        }

        return new SmallMatrix(result);
    }

    /// <summary>Gauss and Jordan with pivots.</summary>
    public SmallMatrix Inverse()
    {
        var n = Rows;
        var left = (double[,])_values.Clone();
        var right = new double[n, n];
        for (var i = 0; i < n; i++)
        {
            right[i, i] = 1;
        }

        for (var column = 0; column < n; column++)
        {
            var pivot = Enumerable.Range(column, n - column).MaxBy(r => Math.Abs(left[r, column]));
            for (var j = 0; j < n; j++)
            {
                (left[column, j], left[pivot, j]) = (left[pivot, j], left[column, j]);
                (right[column, j], right[pivot, j]) = (right[pivot, j], right[column, j]);
            }

            var scale = left[column, column];
            for (var j = 0; j < n; j++)
            {
                left[column, j] /= scale;
                right[column, j] /= scale;
            }

            for (var i = 0; i < n; i++)
            {
                var factor = i == column ? 0 : left[i, column];
                for (var j = 0; j < n; j++)
                {
                    left[i, j] -= factor * left[column, j];
                    right[i, j] -= factor * right[column, j];
                }
            }
        }

        return new SmallMatrix(right);
    }
}
