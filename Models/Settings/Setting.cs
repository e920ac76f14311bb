using System.Globalization;

namespace Transfer.Models;

/// <summary>A number that a <see cref="Choice"/> takes.</summary>
/// <param name="Name">As it is written, such as <c>momentum</c>.</param>
/// <param name="Default">What holds when it is not written; not a number when it must be.</param>
public sealed record Setting(string Name, double Default)
{
    /// <summary>The least value. Default 0.</summary>
    public double Low { get; init; }

    /// <summary>The greatest value. Default: any.</summary>
    public double High { get; init; } = double.PositiveInfinity;

    /// <summary>Whether the value must be above <see cref="Low"/>. Default false.</summary>
    public bool IsAboveLow { get; init; }

    /// <summary>Whether the value must be below <see cref="High"/>. Default false.</summary>
    public bool IsBelowHigh { get; init; }

    /// <summary>Whether only whole numbers make sense. Default false.</summary>
    public bool IsWhole { get; init; }

    /// <summary>Whether it is 1 where its name is written and 0 elsewhere. Default false.</summary>
    public bool IsFlag { get; init; }

    /// <summary>Whether it must be written.</summary>
    public bool IsRequired => double.IsNaN(Default);

    /// <summary>In words what is allowed, such as <c>a number from 0 to below 1</c>.</summary>
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

    /// <summary>Whether a value makes sense.</summary>
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
