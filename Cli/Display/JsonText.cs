using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Transfer.Cli;

/// <summary>How <c>--json</c> writes.</summary>
internal static class JsonText
{
    private static readonly JsonSerializerOptions Line = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonSerializerOptions Page = new(Line)
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase), new RunFolderText() },
    };

    /// <summary>On one line.</summary>
    public static string LineOf<T>(T value) => JsonSerializer.Serialize(value, Line);

    /// <summary>Writes it indented, over several lines.</summary>
    public static void WritePage<T>(TextWriter output, T value)
    {
        foreach (var line in JsonSerializer.Serialize(value, Page).Split('\n'))
        {
            output.WriteLine(line.TrimEnd('\r'));
        }
    }
}
