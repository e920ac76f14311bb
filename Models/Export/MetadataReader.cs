using System.Globalization;
using System.Text.Json;

namespace Transfer.Models.Export;

/// <summary>Reads the metadata of an exported file, which anyone can have changed.</summary>
/// <param name="properties">The <c>metadata_props</c> of the file.</param>
/// <param name="path">The file, for messages.</param>
internal sealed class MetadataReader(IReadOnlyDictionary<string, string> properties, string path)
{
    /// <exception cref="InvalidDataException">There is no such entry.</exception>
    public string Text(string key) => properties.TryGetValue(key, out var text) ? text : throw new InvalidDataException(
        $"'{path}' carries no class names and preprocessing. Expected a model.onnx that Transfer exported.");

    /// <summary>Reads a whole number.</summary>
    /// <exception cref="InvalidDataException">There is no such entry, or it is no whole number of this range.</exception>
    public int Number(string key, int low, int high) =>
        int.TryParse(Text(key), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= low && number <= high
                ? number
                : throw Fault(key, $"a whole number from {low} to {high}");

    /// <summary>Reads a whole number that may be missing.</summary>
    /// <inheritdoc cref="Number"/>
    public int? OptionalNumber(string key, int low, int high) => properties.ContainsKey(key) ? Number(key, low, high) : null;

    /// <summary>Reads a number above 0 that may be missing.</summary>
    /// <exception cref="InvalidDataException">It is no number between 0 and <paramref name="high"/>.</exception>
    public double? OptionalShare(string key, double high)
    {
        if (!properties.ContainsKey(key))
        {
            return null;
        }

        return double.TryParse(Text(key), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number > 0 && number < high
            ? number
            : throw Fault(key, high == 1 ? "a number above 0 and below 1" : "a number above 0");
    }

    /// <summary>Reads one of the names of an enumeration, in lower or upper case.</summary>
    /// <exception cref="InvalidDataException">There is no such entry, or it is none of the names.</exception>
    public T Choice<T>(string key)
        where T : struct, Enum
    {
        var names = Enum.GetNames<T>();
        // Enum.Parse takes numbers and lists of names, too.
        return Array.FindIndex(names, n => n.Equals(Text(key), StringComparison.OrdinalIgnoreCase)) is >= 0 and var index
            ? Enum.Parse<T>(names[index])
            : throw Fault(key, $"one of {string.Join(", ", names.Select(n => n.ToLowerInvariant()))}");
    }

    /// <summary>Reads a list of names, at least so many.</summary>
    /// <exception cref="InvalidDataException">There is no such entry, it is no list, or a name is missing or there twice.</exception>
    public string[] Names(string key, int fewest)
    {
        string[] names;
        try
        {
            // The text may hold null, and null among the names.
            names = JsonSerializer.Deserialize<string[]>(Text(key)) ?? [];
        }
        catch (JsonException)
        {
            names = [];
        }

        return names.Length >= fewest && !names.Contains(null) && names.Distinct().Count() == names.Length
            ? names
            : throw Fault(key, $"a JSON list of names, at least {fewest}, each once");
    }

    private InvalidDataException Fault(string key, string expected)
    {
        const int longest = 60;
        var text = Text(key);
        return new($"'{path}' has the metadata {key} = {(text.Length > longest ? text[..longest] + "…" : text)}; expected {expected}. "
            + "Export the model again.");
    }
}
