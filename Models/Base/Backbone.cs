using System.Security.Cryptography;
using System.Text.Json;

namespace Transfer.Models;

/// <summary>A pretrained network and what is known about it: the bundled one, or any ONNX file.</summary>
/// <example>
/// <code>
/// var bundled = Backbone.Load();
/// var own = Backbone.Load("resnet50.onnx");
/// Console.WriteLine($"{own.Record.Name}: {own.Record.ImageSize} px, preprocessing {own.Record.Preprocessing ?? "unknown"}");
/// </code>
/// </example>
public sealed class Backbone
{
    private const string DefaultName = "efficientnet-lite0";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private Backbone(OnnxGraph graph, BackboneRecord record) => (Graph, Record) = (graph, record);

    /// <summary>The network.</summary>
    public OnnxGraph Graph { get; }

    /// <summary>What is known about it.</summary>
    public BackboneRecord Record { get; }

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Backbones");

    /// <summary>Loads a network.</summary>
    /// <param name="file">An ONNX file, or the name of a bundled backbone. Default: efficientnet-lite0 (bundled, Apache-2.0).</param>
    /// <param name="randomWeights">The seed of random values for weights that have no data; null requires data for all weights.</param>
    /// <param name="allowOutsideData">Whether external weights may lie outside the folder of the file. Default false.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is not ONNX, is damaged, or lacks its weights.</exception>
    /// <exception cref="NotSupportedException">The network has no image input, or its opset is older than 7.</exception>
    public static Backbone Load(string? file = null, long? randomWeights = null, bool allowOutsideData = false)
    {
        var path = file is null || IsBundled(file) ? Path.Combine(Folder, (file ?? DefaultName) + ".onnx") : file;
        var graph = OnnxGraph.Load(path, randomWeights, allowOutsideData);
        using var stream = File.OpenRead(path);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(stream));
        return new Backbone(graph, BundledRecords().FirstOrDefault(r => r.Sha256 == sha256) ?? new BackboneRecord
        {
            Name = graph.Name,
            Sha256 = sha256,
            ImageSize = graph.ImageSize ?? CutPoints.UsualImageSize,
            // A file that Transfer exported has its preprocessing in its metadata.
            Preprocessing = graph.Metadata.GetValueOrDefault(ModelMetadata.PreprocessingKey),
        });
    }

    /// <summary>The same network with what is known about it from elsewhere.</summary>
    internal Backbone As(BackboneRecord record) => new(Graph, record);

    /// <summary>
    /// The same network with random weights, to train from scratch: kernels are normal with deviation <c>sqrt(2 / fan_in)</c>
    /// (He et al., 2015).
    /// </summary>
    /// <param name="seed">The seed of the weights.</param>
    public Backbone FromScratch(long seed) => new(
        Graph.WithRandomWeights(seed),
        Record with { Licence = "none", Origin = $"random weights, seed {seed}, in the shape of {Record.Name}" });

    /// <summary>A small convolutional network with random weights: four convolutions of 32, 64, 128 and 128 filters.</summary>
    /// <param name="seed">The seed of the weights.</param>
    public static Backbone Small(long seed) => new(SmallConvNet.Create(seed), new BackboneRecord
    {
        Name = "small-convnet",
        Sha256 = "",
        ImageSize = SmallConvNet.UsualImageSize,
        Preprocessing = "tf",
        Licence = "none",
        Origin = $"random weights, seed {seed}",
    });

    /// <summary>Whether this is the name of a bundled network, and no file.</summary>
    internal static bool IsBundled(string name) => !File.Exists(name) && File.Exists(Path.Combine(Folder, name + ".json"));

    private static IEnumerable<BackboneRecord> BundledRecords() => !Directory.Exists(Folder) ? []
        : Directory.EnumerateFiles(Folder, "*.json").Order(StringComparer.Ordinal)
            .Select(f => JsonSerializer.Deserialize<BackboneRecord>(File.ReadAllText(f), Json)!);
}
