using System.Globalization;

namespace Transfer.Pipeline.Tables;

/// <summary>
/// A number in a CSV file, with a point and no separators of thousands; <c>True</c> and <c>False</c>, as pandas has them, are 1 and 0.
/// </summary>
internal static class CsvNumber
{
    /// <summary>Parses a finite number.</summary>
    public static bool TryParse(string field, out float value)
    {
        if (bool.TryParse(field, out var truth))
        {
            value = truth ? 1 : 0;
            return true;
        }

        return float.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && float.IsFinite(value);
    }

    /// <summary>What was expected in place of a field that is no such number, as the end of a sentence.</summary>
    public static string Expected(string field)
    {
        var isTooLarge = float.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && float.IsInfinity(value) && field.AsSpan().ContainsAnyInRange('0', '9');
        var hasComma = field.Split(',') is [_, _] && TryParse(field.Replace(',', '.'), out _);
        return isTooLarge ? "a number that float32 holds, up to 3.4E+38. Take a larger unit."
            : hasComma ? $"a number with a point, such as {field.Trim().Replace(',', '.')}."
            : string.IsNullOrWhiteSpace(field) ? "a number such as 0.5. Fill the field in, or leave the row out."
            : "a number such as 0.5.";
    }
}
