namespace Transfer.Pipeline;

/// <summary>For each hidden unit the rows of a batch that matter to it, each with a value: its output, or the gradient of that.</summary>
/// <param name="units">How many hidden units.</param>
/// <param name="rows">The most rows of a batch.</param>
internal sealed class RowLists(int units, int rows)
{
    /// <summary>Rows that are worked on at once. Behind a unit's rows may be others up to a multiple of it, whose values nobody reads.</summary>
    public const int Together = 4;

    /// <summary>From a unit's rows to the next one's.</summary>
    public int Capacity { get; } = Room(rows);

    /// <summary>How many rows each unit has, <c>[units]</c>.</summary>
    public int[] Counts { get; } = new int[units];

    /// <summary>Which rows, <c>[units, Capacity]</c>.</summary>
    public int[] Rows { get; } = new int[units * Room(rows)];

    /// <summary>Their values, <c>[units, Capacity]</c>.</summary>
    public float[] Values { get; } = new float[units * Room(rows)];

    /// <summary>Places for a number of rows.</summary>
    public static int Room(int rows) => (rows + Together - 1) / Together * Together;

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
