using System.Security.Cryptography;
using System.Text.Json;

namespace Transfer.Models;

/// <summary>A pretrained network with its facts: from the box, or from any ONNX file.</summary>
public sealed class Backbone
{
    private const string InTheBox = "efficientnet-lite0";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private Backbone(OnnxGraph graph, BackboneRecord record)
    {
        Graph = graph;
        Record = record;
    }

    /// <summary>The network.</summary>
    public OnnxGraph Graph { get; }

    /// <summary>Its facts.</summary>
    public BackboneRecord Record { get; }

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Backbones");

    /// <summary>Loads a network.</summary>
    /// <param name="file">An ONNX file, or the name of a backbone in the box; null loads the default, efficientnet-lite0 (Apache-2.0).</param>
    /// <param name="randomWeights">Fills float initializers that have no data from this seed; null demands that all have theirs.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is not ONNX or is damaged.</exception>
    /// <exception cref="NotSupportedException">The network has no image input, or is too old.</exception>
    public static Backbone Load(string? file = null, long? randomWeights = null)
    {
        var path = file is null || IsInTheBox(file) ? Path.Combine(Folder, (file ?? InTheBox) + ".onnx") : file;
        var graph = OnnxGraph.Load(path, randomWeights);
        using var stream = File.OpenRead(path);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(stream));
        return new Backbone(graph, KnownRecords().FirstOrDefault(r => r.Sha256 == sha256) ?? new BackboneRecord
        {
            Name = graph.Name,
            Sha256 = sha256,
            ImageSize = graph.ImageSize ?? CutPoints.UsualImageSize,
            // A file that Transfer exported says it itself.
            Preprocessing = graph.Metadata.GetValueOrDefault(ModelMetadata.PreprocessingKey),
        });
    }

    /// <summary>The same network with random weights, to train from scratch: kernels normal with deviation <c>sqrt(2 / fan_in)</c> (He et al., 2015).</summary>
    /// <param name="seed">Decides the weights.</param>
    public Backbone FromScratch(long seed) =>
        new(Graph.WithRandomWeights(seed), Record with { Licence = "none", Origin = $"random weights, seed {seed}, in the shape of {Record.Name}" });

    /// <summary>A small convolutional network with random weights.</summary>
    /// <param name="seed">Decides the weights.</param>
    public static Backbone Small(long seed) => new(SmallConvNet.Create(seed), new BackboneRecord
    {
        Name = "small-convnet",
        Sha256 = "",
        ImageSize = SmallConvNet.UsualImageSize,
        Preprocessing = "tf",
        Licence = "none",
        Origin = $"random weights, seed {seed}",
    });

    private static bool IsInTheBox(string name) => !File.Exists(name) && File.Exists(Path.Combine(Folder, name + ".json"));

    private static IEnumerable<BackboneRecord> KnownRecords() => Directory.Exists(Folder)
        ? Directory.EnumerateFiles(Folder, "*.json").Order(StringComparer.Ordinal).Select(f => JsonSerializer.Deserialize<BackboneRecord>(File.ReadAllText(f), Json)!)
        : [];
}
