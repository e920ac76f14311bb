using System.Globalization;

namespace Transfer.Augmentation;

/// <summary>How the value of a setting is written, read and checked.</summary>
/// <param name="Expected">The form of its text, in words.</param>
/// <param name="Write">Gives the text, the same on every machine.</param>
/// <param name="TryRead">Reads the text.</param>
/// <param name="Fault">What is wrong with a value, such as <c>is -1; expected 0 or more</c>; null when it can be used.</param>
internal sealed record SettingFormat<T>(string Expected, Func<T, string> Write, SettingReader<T> TryRead, Func<T, string?> Fault);

/// <summary>Reads the text of a setting; false when that is impossible.</summary>
internal delegate bool SettingReader<T>(string text, out T value);

/// <summary>The formats of the settings.</summary>
internal static class SettingFormat
{
    public static SettingFormat<bool> Switch { get; } = new("true or false", value => value ? "true" : "false", bool.TryParse, _ => null);

    public static SettingFormat<double> Probability { get; } = Number(value => value is >= 0 and <= 1, "a probability from 0 to 1");

    public static SettingFormat<double> Share { get; } = Number(value => value is >= 0 and <= 100, "a share from 0 to 100 such as 0.2");

    public static SettingFormat<ShiftRange> Shift { get; } = new(
        "a share of the side such as 0.2, pixels such as 20, or a list such as [5,10,20]",
        range => range.ToString(),
        ShiftRange.TryParse,
        range => range.Fault is { } fault ? $"is {range}; {fault}" : null);

    public static SettingFormat<FillMode> Fill { get; } = new(
        "nearest, reflect, wrap or constant",
        mode => mode.ToString().ToLowerInvariant(),
        EnumText.TryParse,
        mode => Enum.IsDefined(mode) ? null : $"is {mode}; expected nearest, reflect, wrap or constant");

    /// <param name="valid">Whether a number can be used.</param>
    /// <param name="range">The numbers that can be used, in words.</param>
    public static SettingFormat<double> Number(Func<double, bool> valid, string range) => new(
        "a number",
        Text,
        TryNumber,
        value => valid(value) ? null : FormattableString.Invariant($"is {value}; expected {range}"));

    /// <inheritdoc cref="Number"/>
    public static SettingFormat<int> Whole(int most, string range) => new(
        "a whole number",
        value => value.ToString(CultureInfo.InvariantCulture),
        (string text, out int value) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value),
        value => value >= 0 && value <= most ? null : FormattableString.Invariant($"is {value}; expected {range}"));

    /// <summary>Two numbers, the lower one first.</summary>
    /// <param name="example">An example of the text.</param>
    /// <param name="least">The lowest number that can be used.</param>
    /// <param name="most">The highest one.</param>
    /// <param name="range">The numbers that can be used, in words.</param>
    public static SettingFormat<(double Low, double High)> Interval(string example, double least, double most, string range) => new(
        $"two numbers such as {example}",
        Text,
        TryInterval,
        value => value.Low >= least && value.High <= most && value.Low <= value.High
            ? null
            : FormattableString.Invariant($"is {value.Low} to {value.High}; expected two {range}, the lower one first, such as {example}"));

    /// <summary>Two numbers, or none.</summary>
    public static SettingFormat<(double Low, double High)?> Optional(SettingFormat<(double Low, double High)> interval) => new(
        $"{interval.Expected}, or none",
        value => value is { } range ? interval.Write(range) : "none",
        (string text, out (double Low, double High)? value) =>
        {
            var read = interval.TryRead(text, out var range);
            value = read ? range : null;
            return read || text.Equals("none", StringComparison.OrdinalIgnoreCase);
        },
        value => value is { } range ? interval.Fault(range) : null);

    /// <summary>An interval that Keras' single number z also gives, as 1 - z to 1 + z.</summary>
    public static SettingFormat<(double Low, double High)> OrReach(SettingFormat<(double Low, double High)> interval) => interval with
    {
        Expected = $"{interval.Expected}, or one such as 0.2",
        TryRead = (string text, out (double Low, double High) value) =>
        {
            var read = TryNumber(text, out var reach);
            value = (1 - reach, 1 + reach);
            return read || TryInterval(text, out value);
        },
    };

    private static string Text((double Low, double High) range) => $"{Text(range.Low)},{Text(range.High)}";

    // Adding zero makes one zero of the two that a double has.
    private static string Text(double value) => (value + 0.0).ToString("R", CultureInfo.InvariantCulture);

    private static bool TryNumber(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    private static bool TryInterval(string text, out (double Low, double High) value)
    {
        value = default;
        return text.Split(',') is [var low, var high] && TryNumber(low, out value.Low) && TryNumber(high, out value.High);
    }
}
