namespace Transfer.Augmentation;

/// <summary>Options as text, both ways. Every setting has one name and one way to be written.</summary>
internal static class AugmentationText
{
    private static readonly AugmentationOptions Plain = new();

    /// <param name="complete">Whether settings that have their default are written too.</param>
    public static string Write(AugmentationOptions options, bool complete)
    {
        var parts = AugmentationSettings.All
            .Where(setting => complete || setting.Read(options) != setting.Read(Plain))
            .Select(setting => $"{setting.Name}={setting.Read(options)}");
        return string.Join(';', parts) is { Length: > 0 } text ? text : "none";
    }

    /// <exception cref="ArgumentException">The text cannot be read; the message is one sentence with the choices.</exception>
    public static AugmentationOptions Read(string text)
    {
        var parts = text.Split(';', StringSplitOptions.TrimEntries);
        if (parts[0].Contains('=', StringComparison.Ordinal))
        {
            return parts.Aggregate(Plain, Apply);
        }

        var preset = AugmentationPresets.Find(parts[0]) ?? throw new ArgumentException(
            $"There is no augmentation preset '{parts[0]}'; expected {AugmentationPresets.Choices}, "
            + "or settings such as keras;rotation-range=20.");
        return parts.Skip(1).Aggregate(preset, Apply);
    }

    private static AugmentationOptions Apply(AugmentationOptions options, string part)
    {
        var (name, value) = part.Split('=', 2, StringSplitOptions.TrimEntries) is [var left, var right] ? (left, right) : ("", "");
        var setting = Array.Find(AugmentationSettings.All, one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        return setting?.With(options, value) ?? throw new ArgumentException(
            $"The augmentation has no setting '{part}'; expected a setting and its value such as rotation-range=20, "
            + "with ; between two of them.");
    }
}
