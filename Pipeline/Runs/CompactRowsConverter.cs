using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Transfer.Pipeline;

/// <summary>Writes a matrix of counts with one row on a line: indented, one of 1,000 classes would have a million lines.</summary>
internal sealed class CompactRowsConverter : JsonConverter<IReadOnlyList<IReadOnlyList<int>>>
{
    public override IReadOnlyList<IReadOnlyList<int>> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonSerializer.Deserialize<int[][]>(ref reader) ?? throw new JsonException("a matrix is null; expected rows of counts");

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<IReadOnlyList<int>> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var row in value)
        {
            writer.WriteRawValue($"[{string.Join(',', row.Select(c => c.ToString(CultureInfo.InvariantCulture)))}]");
        }

        writer.WriteEndArray();
    }
}
