namespace Transfer.Pipeline;

/// <summary>Numbers with a shape, row after row.</summary>
/// <param name="Values">All numbers as float32.</param>
/// <param name="Shape">The lengths of the dimensions, <c>[rows, ...]</c>; their product is the number of values.</param>
public sealed record TableArray(float[] Values, IReadOnlyList<int> Shape)
{
    /// <summary>The length of the first dimension.</summary>
    public int Rows => Shape.Count == 0 ? 1 : Shape[0];

    /// <summary>The numbers of a row.</summary>
    public int RowLength => Shape.Skip(1).Aggregate(1, (product, dim) => product * dim);
}
