namespace Transfer.Pipeline.Tables;

/// <summary>An array in row-major order.</summary>
/// <param name="Values">The values.</param>
/// <param name="Shape">The shape, <c>[rows, ...]</c>.</param>
internal sealed record TableArray(float[] Values, IReadOnlyList<int> Shape)
{
    /// <summary>The number of rows, the first dimension.</summary>
    public int Rows => Shape.Count == 0 ? 1 : Shape[0];

    /// <summary>The number of values of a row.</summary>
    public int RowLength => Shape.Skip(1).Product();

    /// <summary>The number of values of a shape, checked before anything is allocated.</summary>
    /// <param name="shape">The dimensions that a file says it has.</param>
    /// <param name="name">The name of the file in messages.</param>
    /// <exception cref="InvalidDataException">There are none, or more than can be read.</exception>
    public static int Count(IReadOnlyList<long> shape, string name)
    {
        var count = 1L;
        foreach (var dim in shape)
        {
            // Both factors have 31 bits at most, so the product does not overflow.
            count = dim is > 0 and <= int.MaxValue ? count * dim : long.MaxValue;
            if (count > Array.MaxLength)
            {
                var isEmpty = shape.Contains(0);
                throw new InvalidDataException($"'{name}' says that it has {string.Join(" x ", shape)} numbers; expected "
                    + (isEmpty ? "at least one in each dimension." : $"{Array.MaxLength:N0} or fewer. It is damaged, or has to be split."));
            }
        }

        return (int)count;
    }
}
