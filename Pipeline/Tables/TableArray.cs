using System.Globalization;

namespace Transfer.Pipeline.Tables;

/// <summary>An array in row-major order.</summary>
/// <param name="Values">The values; empty where there are <see cref="Texts"/>.</param>
/// <param name="Shape">The shape, <c>[rows, ...]</c>.</param>
internal sealed record TableArray(float[] Values, IReadOnlyList<int> Shape)
{
    /// <summary>The texts of an array of texts; null for numbers.</summary>
    public IReadOnlyList<string>? Texts { get; init; }

    /// <summary>The name of the file in messages.</summary>
    public string Name { get; init; } = "";

    /// <summary>The number of rows, the first dimension.</summary>
    public int Rows => Shape.Count == 0 ? 1 : Shape[0];

    /// <summary>The number of values of a row.</summary>
    public int RowLength => Shape.Skip(1).Product();

    /// <summary>This array, where it has finite numbers.</summary>
    /// <exception cref="InvalidDataException">It has texts, NaN or infinity; the message says in which row.</exception>
    public TableArray Finite()
    {
        if (Texts is not null)
        {
            throw new InvalidDataException($"'{Name}' holds texts, such as '{Texts[0]}'; expected numbers. Texts can only be classes.");
        }

        var odd = Array.FindIndex(Values, v => !float.IsFinite(v));
        return odd < 0 ? this : throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
            $"Row {(odd / RowLength) + 1} of '{Name}', counted from 1, has {Values[odd]}; expected finite numbers. ")
            + "Leave the row out, or replace what is missing.");
    }

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
