using System.Globalization;

namespace Transfer.Pipeline.Cache;

/// <summary>Numbers of bytes for people, in powers of 1000 as disks are sold.</summary>
internal static class ByteText
{
    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB", "PB"];

    /// <summary>Such as <c>1.5 GB</c>.</summary>
    public static string Of(long bytes)
    {
        var (value, unit) = ((double)bytes, 0);
        while (Math.Abs(value) >= 999.95 && unit < Units.Length - 1)
        {
            value /= 1000;
            unit++;
        }

        return $"{value.ToString(unit == 0 ? "F0" : "F1", CultureInfo.InvariantCulture)} {Units[unit]}";
    }

    /// <summary>Reads such as <c>10GB</c>, <c>1.5 TB</c> or <c>4096</c>; capitals do not matter.</summary>
    /// <exception cref="ArgumentException">It is something else.</exception>
    public static long Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var trimmed = text.Trim().ToUpperInvariant();
        var unit = Array.FindLastIndex(Units, unit => trimmed.EndsWith(unit, StringComparison.OrdinalIgnoreCase));
        var number = unit < 0 ? trimmed : trimmed[..^Units[unit].Length];
        const NumberStyles Style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowTrailingWhite;
        return double.TryParse(number, Style, CultureInfo.InvariantCulture, out var value)
            && value * Math.Pow(1000, Math.Max(unit, 0)) is < long.MaxValue and var bytes
            ? (long)bytes
            : throw new ArgumentException($"'{text}' is not a size. Expected such as 10GB, 500 MB or 4096.");
    }
}
