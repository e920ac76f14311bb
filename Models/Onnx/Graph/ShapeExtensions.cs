namespace Transfer.Models;

internal static class ShapeExtensions
{
    /// <summary>The number of values of a shape; 1 for a scalar.</summary>
    public static long Product(this IEnumerable<long> dims) => dims.Aggregate(1L, (product, dim) => product * dim);

    /// <inheritdoc cref="Product(IEnumerable{long})"/>
    public static int Product(this IEnumerable<int> dims) => dims.Aggregate(1, (product, dim) => product * dim);
}
