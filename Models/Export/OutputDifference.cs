using System.Globalization;

namespace Transfer.Models.Export;

/// <summary>The largest difference of two networks' outputs, and where it is.</summary>
/// <param name="Largest">Relative to outputs above the unit of their column; NaN where one of them is not a number.</param>
/// <param name="Index">The index of the value.</param>
/// <param name="Actual">The value there.</param>
/// <param name="Expected">The value that was expected.</param>
internal sealed record OutputDifference(float Largest, int Index, float Actual, float Expected)
{
    /// <summary>Compares outputs <c>[N, K]</c>.</summary>
    /// <param name="units">What differences of each column are relative to at least, <c>[K]</c>.</param>
    public static OutputDifference Of(ReadOnlySpan<float> actual, ReadOnlySpan<float> expected, ReadOnlySpan<float> units)
    {
        var (worst, where) = (0f, 0);
        for (var i = 0; i < actual.Length; i++)
        {
            var difference = Math.Abs(actual[i] - expected[i]) / Math.Max(units[i % units.Length], Math.Abs(expected[i]));
            // The first NaN is kept: it compares false with everything.
            if (!(difference <= worst) && !float.IsNaN(worst))
            {
                (worst, where) = (difference, i);
            }
        }

        return new OutputDifference(worst, where, actual[where], expected[where]);
    }

    /// <summary>What a difference of each output is relative to at least: its largest value below 1, or 1.</summary>
    /// <param name="expected">Outputs, <c>[rows, K]</c>.</param>
    public static float[] Units(ReadOnlySpan<float> expected, int rows, OutputActivation activation)
    {
        var units = new float[Math.Max(1, expected.Length / Math.Max(1, rows))];
        if (activation is OutputActivation.Linear or OutputActivation.Exponential)
        {
            for (var i = 0; i < expected.Length; i++)
            {
                units[i % units.Length] = Math.Max(units[i % units.Length], Math.Abs(expected[i]));
            }
        }

        return Array.ConvertAll(units, unit => unit is > 0 and < 1 ? unit : 1);
    }

    /// <summary>Such as <c>0.012 at value 3 (0.53, expected 0.518)</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Largest:G3} at value {Index} ({Actual:G6}, expected {Expected:G6})");
}
