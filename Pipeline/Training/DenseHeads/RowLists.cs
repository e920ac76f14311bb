namespace Transfer.Pipeline;

/// <summary>For each hidden unit the rows of a batch that matter to it, each with a value: its output, or the gradient of that.</summary>
/// <param name="units">How many hidden units.</param>
/// <param name="rows">The most rows of a batch.</param>
internal sealed class RowLists(int units, int rows)
{
    /// <summary>The most rows of a unit.</summary>
    public int Capacity { get; } = rows;

    /// <summary>How many rows each unit has, <c>[units]</c>.</summary>
    public int[] Counts { get; } = new int[units];

    /// <summary>Which rows, <c>[units, Capacity]</c>.</summary>
    public int[] Rows { get; } = new int[units * rows];

    /// <summary>Their values, <c>[units, Capacity]</c>.</summary>
    public float[] Values { get; } = new float[units * rows];

    /// <summary>Lets every unit have all rows.</summary>
    public void TakeAll(int count)
    {
        for (var unit = 0; unit < Counts.Length; unit++)
        {
            Counts[unit] = count;
            for (var row = 0; row < count; row++)
            {
                Rows[(unit * Capacity) + row] = row;
            }
        }
    }
}
