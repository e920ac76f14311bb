namespace Transfer.Models.Checking;

/// <summary>Tells a fault from float32 rounding, which some networks make large.</summary>
/// <remarks>
/// In a tame network the values of two computations differ by less than <see cref="Tolerance"/>. In others, such as unscaled attention with
/// random weights, a change of the input by one part in ten million changes the output by a tenth. How much an input that is moved by so
/// little moves the output is measured, and differences of that size are no faults.
/// </remarks>
internal static class Rounding
{
    /// <summary>The largest accepted difference in a tame network, relative to the largest value: float32 sums in another order.</summary>
    public const double Tolerance = 1e-4;

    // Of the numbers with 10 bits behind the leading one, float16 and TensorFloat-32.
    private const double ToleranceOfTenBits = 0.02;
    private const double TenBits = 1 << (23 - 10);

    // Every layer rounds, and the moved input shows what the roundings of the first one become.
    private const double Roundings = 10;

    /// <summary>The largest accepted difference in a tame network that computes with some numbers.</summary>
    public static double ToleranceOf(BasePrecision precision) => precision == BasePrecision.Float32 ? Tolerance : ToleranceOfTenBits;

    /// <summary>The largest accepted difference.</summary>
    /// <param name="moved">The difference that a moved input makes.</param>
    /// <param name="tolerance">What is accepted in any case.</param>
    /// <param name="precision">The numbers that are computed with.</param>
    public static double Accepted(double moved, double tolerance = Tolerance, BasePrecision precision = BasePrecision.Float32) =>
        Math.Max(tolerance, Roundings * moved * (precision == BasePrecision.Float32 ? 1 : TenBits));

    /// <summary>
    /// The values, each replaced by the next smaller or the next larger float32 in turn: moved by one part in ten million, no more than
    /// rounding does.
    /// </summary>
    public static float[] Move(ReadOnlySpan<float> values)
    {
        var moved = new float[values.Length];
        for (var i = 0; i < moved.Length; i++)
        {
            moved[i] = i % 2 == 0 ? MathF.BitDecrement(values[i]) : MathF.BitIncrement(values[i]);
        }

        return moved;
    }
}
