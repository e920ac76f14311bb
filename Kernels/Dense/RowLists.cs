namespace Transfer.Kernels;

/// <summary>For each hidden unit, the rows of a batch for which its output is not 0, with the output or its gradient.</summary>
/// <param name="units">The number of hidden units.</param>
/// <param name="rows">The largest number of rows of a batch.</param>
internal sealed class RowLists(int units, int rows)
{
    /// <summary>The number of rows that are computed together. A unit's rows are filled up with others that are not used.</summary>
    public const int Group = 4;

    /// <summary>The number of places from a unit's rows to the next one's.</summary>
    public int Capacity { get; } = Padded(rows);

    /// <summary>The number of rows of each unit, <c>[units]</c>.</summary>
    public int[] Counts { get; } = new int[units];

    /// <summary>The rows, <c>[units, Capacity]</c>.</summary>
    public int[] Rows { get; } = new int[units * Padded(rows)];

    /// <summary>Their values, <c>[units, Capacity]</c>.</summary>
    public float[] Values { get; } = new float[units * Padded(rows)];

    /// <summary>Gives every unit all rows.</summary>
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

    private static int Padded(int rows) => (rows + Group - 1) / Group * Group;
}
