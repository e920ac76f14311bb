using System.Text.Json;
using System.Text.Json.Serialization;

namespace Transfer.Cli;

/// <summary>Writes a run folder as its path.</summary>
internal sealed class RunFolderText : JsonConverter<RunFolder>
{
    /// <inheritdoc/>
    public override RunFolder Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        RunFolder.Open(reader.GetString()!);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, RunFolder value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Path);
}
