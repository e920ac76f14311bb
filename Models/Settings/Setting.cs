using System.Globalization;

namespace Transfer.Models;

/// <summary>A number that a <see cref="Choice"/> is configured with.</summary>
/// <param name="Name">Its name, such as <c>momentum</c>.</param>
/// <param name="Default">The value when the text does not give it; NaN when the text must.</param>
internal sealed record Setting(string Name, double Default)
{
    /// <summary>The smallest value. Default 0.</summary>
    public double Low { get; init; }

    /// <summary>The largest value. Default infinity.</summary>
    public double High { get; init; } = double.PositiveInfinity;

    /// <summary>Whether the value must be above <see cref="Low"/>. Default false.</summary>
    public bool IsAboveLow { get; init; }

    /// <summary>Whether the value must be below <see cref="High"/>. Default false.</summary>
    public bool IsBelowHigh { get; init; }

    /// <summary>Whether the value must be a whole number. Default false.</summary>
    public bool IsWhole { get; init; }

    /// <summary>Whether it is on or off: 1 when the text has its name, otherwise 0. Default false.</summary>
    public bool IsFlag { get; init; }

    /// <summary>Whether the text must give it.</summary>
    public bool IsRequired => double.IsNaN(Default);

    /// <summary>The allowed values in words, such as <c>a number from 0 to below 1</c>.</summary>
    public string Range
    {
        get
        {
            if (IsFlag)
            {
                return "true or false";
            }

            var kind = IsWhole ? "a whole number" : "a number";
            var low = IsAboveLow ? $"above {Write(Low)}" : $"from {Write(Low)}";
            return double.IsPositiveInfinity(High) ? $"{kind} {low}" : $"{kind} {low} to {(IsBelowHigh ? "below " : "")}{Write(High)}";
        }
    }

    /// <summary>Whether a value is allowed.</summary>
    public bool Allows(double value) => double.IsFinite(value)
        && (IsAboveLow ? value > Low : value >= Low)
        && (IsBelowHigh ? value < High : value <= High)
        && (!IsWhole || value == Math.Floor(value));

    internal static string Write(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    internal static bool TryRead(string text, out double value)
    {
        (var isWord, value) = text.ToUpperInvariant() switch
        {
            "TRUE" => (true, 1.0),
            "FALSE" => (true, 0.0),
            _ => (false, double.NaN),
        };
        return isWord || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }
}
