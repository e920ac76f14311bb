using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Transfer.Models;

/// <summary>
/// What lies beside a network and says how its images are prepared: <c>FILE.json</c>, which <see cref="Write"/> makes, Hugging Face's
/// <c>preprocessor_config.json</c>, or timm's <c>config.json</c>; the last two also in the folder above, as <c>onnx/model.onnx</c> has
/// them.
/// </summary>
internal static class Sidecar
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingDefault,
    };

    public static string PathOf(string network) => network + ".json";

    public static void Write(string network, BackboneRecord record) =>
        FileReplacement.Write(PathOf(network), stream => JsonSerializer.Serialize(stream, record, Json));

    /// <param name="record">What the network's own file says.</param>
    /// <returns>The record with what lies beside the file.</returns>
    /// <exception cref="InvalidDataException">A file beside it is damaged, or is of another network.</exception>
    public static BackboneRecord Read(string network, BackboneRecord record)
    {
        if (File.Exists(PathOf(network)))
        {
            return Own(PathOf(network), record);
        }

        var folder = Path.GetDirectoryName(Path.GetFullPath(network))!;
        foreach (var beside in new[] { folder, Path.GetDirectoryName(folder) })
        {
            foreach (var (name, read) in new (string, Func<JsonObject, BackboneRecord, BackboneRecord?>)[]
            {
                ("preprocessor_config.json", HuggingFace), ("config.json", Timm),
            })
            {
                var path = Path.Combine(beside ?? folder, name);
                if (File.Exists(path) && Parse(path, json => read(json, record)) is { } found)
                {
                    return found with { PreprocessingFile = path };
                }
            }
        }

        return record;
    }

    private static BackboneRecord Own(string path, BackboneRecord record)
    {
        BackboneRecord? read;
        try
        {
            read = JsonSerializer.Deserialize<BackboneRecord>(File.ReadAllText(path), Json);
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"'{path}' cannot be read ({exception.Message}) Add the network again, or delete this file.");
        }

        return read is null || (read.Sha256.Length > 0 && read.Sha256 != record.Sha256)
            ? throw new InvalidDataException(
                $"'{path}' is of another network: its SHA-256 is {read?.Sha256}, that of the file {record.Sha256}. Add the network again.")
            : read with { Sha256 = record.Sha256, PreprocessingFile = path };
    }

    /// <returns>What is read from the object that a file holds; null where it holds something else.</returns>
    private static BackboneRecord? Parse(string path, Func<JsonObject, BackboneRecord?> read)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(path)) is JsonObject json ? read(json) : null;
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"'{path}' is not JSON ({exception.Message}) Repair it, or delete it.");
        }
        catch (Exception exception) when (exception is InvalidOperationException or FormatException)
        {
            throw new InvalidDataException(
                $"'{path}' has a setting of another kind than expected ({exception.Message}) Repair it, or delete it.");
        }
    }

    private static BackboneRecord? HuggingFace(JsonObject json, BackboneRecord record)
    {
        if (Numbers(json["image_mean"]) is not { } mean || Numbers(json["image_std"]) is not { } deviation)
        {
            return null;
        }

        // do_rescale divides by 255 unless the factor is another one.
        var scale = json["do_rescale"]?.GetValue<bool>() ?? true ? 1 / (json["rescale_factor"]?.GetValue<double>() ?? (1 / 255.0)) : 1;
        if (!(json["do_normalize"]?.GetValue<bool>() ?? true))
        {
            (mean, deviation) = ([0, 0, 0], [1, 1, 1]);
        }

        var crop = json["do_center_crop"]?.GetValue<bool>() ?? false;
        var size = crop ? Side(json["crop_size"]) : null;
        return record with
        {
            ImageSize = size ?? Side(json["size"]) ?? record.ImageSize,
            Preprocessing = Text(mean, deviation, scale, crop),
        };
    }

    private static BackboneRecord? Timm(JsonObject json, BackboneRecord record)
    {
        var settings = json["pretrained_cfg"] ?? json;
        return Numbers(settings["mean"]) is not { } mean || Numbers(settings["std"]) is not { } deviation ? null : record with
        {
            ImageSize = settings["input_size"] is JsonArray { Count: 3 } shape ? Value<int>(shape[2]) : record.ImageSize,
            Preprocessing = Text(mean, deviation, 255, isCropped: true),
        };
    }

    private static string Text(double[] mean, double[] deviation, double scale, bool isCropped) =>
        $"order=RGB,mean={Joined(mean, scale)},std={Joined(deviation, scale)},resize={(isCropped ? "crop" : "stretch")}";

    private static string Joined(double[] values, double scale) =>
        string.Join('/', values.Select(v => ((float)(v * scale)).ToString("R", CultureInfo.InvariantCulture)));

    private static double[]? Numbers(JsonNode? node) =>
        node is JsonArray { Count: 3 } array ? [.. array.Select(Value<double>)] : null;

    private static T Value<T>(JsonNode? node) => (node ?? throw new FormatException("A value is null.")).GetValue<T>();

    private static int? Side(JsonNode? node) => node switch
    {
        JsonObject size => (size["height"] ?? size["shortest_edge"])?.GetValue<int>(),
        JsonValue value => value.GetValue<int>(),
        _ => null,
    };
}
