using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML.OnnxRuntime;

namespace Transfer.Models.Export;

/// <summary>
/// Small inputs of an exported file with the outputs that the trainer gave for them, so that every machine and runtime can be tried: a
/// JSON text in the file's metadata, which any language reads.
/// </summary>
internal sealed record GoldenVectors
{
    /// <summary>The key in <c>metadata_props</c>.</summary>
    public const string Key = "transfer.verification";

    /// <summary>The largest difference that other processors, devices and runtimes may have.</summary>
    public const float UsualTolerance = 1e-3f;

    /// <summary>The type of images.</summary>
    public const string Images = "uint8";

    /// <summary>The type of rows of a table.</summary>
    public const string Rows = "float32";

    // Images and sides; more are not written.
    private const int Most = 1024;

    /// <summary>The type of the inputs: <c>uint8</c> for images, <c>float32</c> for rows.</summary>
    public required string Type { get; init; }

    /// <summary>The shape of the inputs: <c>[N, H, W, 3]</c>, RGB, or <c>[N, F]</c>.</summary>
    public required IReadOnlyList<int> Shape { get; init; }

    /// <summary>The inputs, little-endian, packed by zlib (RFC 1950); base64 in the text.</summary>
    [JsonPropertyName("zlib")]
    public required byte[] Packed { get; init; }

    /// <summary>The name of the output.</summary>
    public required string Output { get; init; }

    /// <summary>The trainer's outputs, <c>[N][K]</c>.</summary>
    public required IReadOnlyList<IReadOnlyList<float>> Expected { get; init; }

    /// <summary>The largest difference that may be trusted; relative to outputs above 1.</summary>
    public float Tolerance { get; init; } = UsualTolerance;

    /// <summary>N.</summary>
    [JsonIgnore]
    public int Count => Shape[0];

    /// <summary>The expected outputs, <c>[N, K]</c>.</summary>
    [JsonIgnore]
    public float[] Outputs => [.. Expected.SelectMany(row => row)];

    /// <param name="inputs">The inputs as bytes.</param>
    /// <param name="outputs">The trainer's outputs, <c>[N, K]</c>.</param>
    public static GoldenVectors Of(string type, int[] shape, ReadOnlySpan<byte> inputs, float[] outputs, string output)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            zlib.Write(inputs);
        }

        return new GoldenVectors
        {
            Type = type,
            Shape = shape,
            Packed = packed.ToArray(),
            Output = output,
            Expected = [.. outputs.Chunk(outputs.Length / shape[0])],
        };
    }

    /// <summary>The inputs as bytes.</summary>
    /// <exception cref="InvalidDataException">They are damaged.</exception>
    public byte[] Unpack()
    {
        var bytes = new byte[Shape.Product() * (Type == Images ? 1 : sizeof(float))];
        using var zlib = new ZLibStream(new MemoryStream(Packed), CompressionMode.Decompress);
        return zlib.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length ? bytes
            : throw new InvalidDataException("they end early");
    }

    /// <summary>The same inputs with other outputs, <c>[N, K]</c>.</summary>
    public GoldenVectors With(float[] outputs) => this with { Expected = [.. outputs.Chunk(outputs.Length / Count)] };

    /// <summary>What a difference of each output is relative to at least, <c>[K]</c>.</summary>
    public float[] Units(OutputActivation activation) => OutputDifference.Units(Outputs, Count, activation);

    /// <summary>The outputs of a file that takes inputs as they are here; one at a time where a batch of one is built into it.</summary>
    public float[] Run(InferenceSession session)
    {
        var bytes = Unpack();
        if (!ModelSignature.TakesOne(session))
        {
            return Run(session, bytes, Count);
        }

        return [.. bytes.Chunk(bytes.Length / Count).SelectMany(one => Run(session, one, 1))];
    }

    private float[] Run(InferenceSession session, byte[] bytes, int count)
    {
        long[] shape = [count, .. Shape.Skip(1)];
        return Type == Images
            ? ExportedModel.Run<byte>(session, bytes, shape, Output)
            : ExportedModel.Run<float>(session, MemoryMarshal.Cast<byte, float>(bytes).ToArray(), shape, Output);
    }

    public string ToText() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    /// <summary>Reads the text of an exported file.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static GoldenVectors Parse(string text, string path)
    {
        try
        {
            var vectors = JsonSerializer.Deserialize<GoldenVectors>(text, JsonSerializerOptions.Web);
            if (vectors is { Type: Images, Shape: [> 0 and <= Most, > 0 and <= Most, > 0 and <= Most, 3] }
                or { Type: Rows, Shape: [> 0 and <= Most, > 0] }
                && vectors.Expected.Count == vectors.Count && vectors.Tolerance > 0)
            {
                vectors.Unpack();
                return vectors;
            }

            throw new InvalidDataException("their shape is not one of images or rows");
        }
        catch (Exception exception) when (exception is JsonException or InvalidDataException or FormatException)
        {
            throw new InvalidDataException(
                $"The golden vectors of '{path}' are damaged ({exception.Message.TrimEnd('.')}). Export the model again.", exception);
        }
    }

}
