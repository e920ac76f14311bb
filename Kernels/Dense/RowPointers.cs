namespace Transfer.Kernels;

/// <summary>The rows of a hidden unit, and their values.</summary>
/// <param name="rows">The rows of all units, which stay in place.</param>
/// <param name="values">The values of all units, which stay in place.</param>
internal readonly unsafe struct RowPointers(RowLists lists, int unit, int* rows, float* values)
{
    public int* Rows { get; } = rows + ((nint)unit * lists.Capacity);

    public float* Values { get; } = values + ((nint)unit * lists.Capacity);

    public int Count { get; } = lists.Counts[unit];
}
