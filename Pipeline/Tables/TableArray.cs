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
}
