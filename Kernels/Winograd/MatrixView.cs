namespace Transfer.Kernels;

/// <summary>A small matrix whose values stay in place.</summary>
/// <param name="values">The values row by row.</param>
internal readonly unsafe struct MatrixView(float* values, int rows, int columns)
{
    public float* Values { get; } = values;

    public int Rows { get; } = rows;

    public int Columns { get; } = columns;
}
