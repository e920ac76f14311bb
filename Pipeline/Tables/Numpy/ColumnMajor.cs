namespace Transfer.Pipeline.Tables;

/// <summary>Arrays in Fortran's order, where the first index varies fastest.</summary>
internal static class ColumnMajor
{
    /// <summary>Copies an array into row-major order.</summary>
    public static T[] ToRows<T>(IReadOnlyList<T> values, IReadOnlyList<int> shape)
    {
        var rows = new T[values.Count];
        var index = new int[shape.Count];
        foreach (var value in values)
        {
            var at = 0;
            for (var axis = 0; axis < shape.Count; axis++)
            {
                at = (at * shape[axis]) + index[axis];
            }

            rows[at] = value;
            for (var axis = 0; axis < shape.Count && ++index[axis] == shape[axis]; axis++)
            {
                index[axis] = 0;
            }
        }

        return rows;
    }
}
