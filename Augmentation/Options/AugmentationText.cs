using System.Diagnostics.CodeAnalysis;

namespace Transfer.Augmentation;

/// <summary>Options as text, both ways. Every knob has one name and one way to be written.</summary>
internal static class AugmentationText
{
    private static readonly AugmentationOptions Plain = new();

    public static string Write(AugmentationOptions options, bool complete)
    {
        var parts = AugmentationKnobs.All
            .Select(knob => (knob.Name, Value: knob.Read(options), Default: knob.Read(Plain)))
            .Where(part => complete || part.Value != part.Default)
            .Select(part => $"{part.Name}={part.Value}");
        return string.Join(';', parts) is { Length: > 0 } text ? text : "none";
    }

    public static bool Read(string text, [NotNullWhen(true)] out AugmentationOptions? options, [NotNullWhen(false)] out string? fault)
    {
        (options, fault) = (Plain, null);
        var parts = text.Split(';', StringSplitOptions.TrimEntries);
        for (var index = 0; index < parts.Length && fault is null; index++)
        {
            var part = parts[index];
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (index == 0 && equals < 0)
            {
                options = AugmentationPresets.Find(part);
                fault = options is null ? $"There is no augmentation preset '{part}'; expected {AugmentationPresets.Choices}, or settings such as keras;rotation-range=20." : null;
                continue;
            }

            var knob = equals < 0 ? null : AugmentationKnobs.All.FirstOrDefault(k => k.Name.Equals(part[..equals].Trim(), StringComparison.OrdinalIgnoreCase));
            if (knob is null)
            {
                fault = $"The augmentation has no setting '{part}'; expected a knob and its value such as rotation-range=20, with ; between two of them.";
                continue;
            }

            try
            {
                options = knob.Turn(options!, part[(equals + 1)..]);
            }
            catch (ArgumentException exception)
            {
                fault = exception.Message;
            }
        }

        options = fault is null ? options : null;
        return options is not null;
    }
}
