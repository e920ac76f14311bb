using System.Text.Json;

namespace Transfer.Pipeline;

/// <summary>Reads the JSON of a run folder, which anyone can have edited: what is read is complete and of the right types.</summary>
internal static class RunJson
{
    /// <summary>Reads a value.</summary>
    /// <exception cref="JsonException">The text is no JSON, or a value is missing, null, of another type or too large.</exception>
    public static T Parse<T>(string json)
        where T : class
    {
        using (var document = JsonDocument.Parse(json))
        {
            RequireValues(document.RootElement, "$");
        }

        try
        {
            return JsonSerializer.Deserialize<T>(json, RunFolder.Json) ?? throw new JsonException("it is null");
        }
        catch (Exception exception) when (exception is InvalidOperationException or NotSupportedException or ArgumentException)
        {
            throw new JsonException(exception.Message, exception);
        }
    }

    /// <summary>Reads the <c>formatVersion</c> of a record.</summary>
    /// <exception cref="JsonException">The text is no JSON, or it has none.</exception>
    public static int FormatOf(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.ValueKind == JsonValueKind.Object
            && document.RootElement.TryGetProperty("formatVersion", out var version)
            && version.ValueKind == JsonValueKind.Number && version.TryGetInt32(out var number)
                ? number
                : throw new JsonException("it has no formatVersion, a whole number");
    }

    /// <summary>Requires what the deserializer does not: no null in a list, and numbers that a double can hold.</summary>
    private static void RequireValues(JsonElement element, string path)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    RequireValues(property.Value, $"{path}.{property.Name}");
                }

                break;
            case JsonValueKind.Array:
                foreach (var (index, item) in element.EnumerateArray().Index())
                {
                    RequireValues(item.ValueKind == JsonValueKind.Null
                        ? throw new JsonException($"{path}[{index}] is null; expected a value") : item, $"{path}[{index}]");
                }

                break;
            case JsonValueKind.Number when !element.TryGetDouble(out var number) || !double.IsFinite(number):
                throw new JsonException($"{path} is {element.GetRawText()}; expected a number that is not so large");
        }
    }
}
