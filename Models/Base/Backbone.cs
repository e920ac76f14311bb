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

    private Backbone(OnnxGraph graph, BackboneRecord record) => (Graph, Record) = (graph.WithAliases(record.Aliases), record);

    /// <summary>The network.</summary>
    public OnnxGraph Graph { get; }

    /// <summary>What is known about it.</summary>
    public BackboneRecord Record { get; }

    /// <summary>Loads a network.</summary>
    /// <param name="file">
    /// An ONNX file, or the name of a backbone of the <see cref="BackboneRegistry"/> or of an added one. Default: efficientnet-lite0
    /// (bundled, Apache-2.0).
    /// </param>
    /// <param name="randomWeights">The seed of random values for weights that have no data; null requires data for all weights.</param>
    /// <param name="allowOutsideData">Whether external weights may lie outside the folder of the file. Default false.</param>
    /// <exception cref="BackboneMissingException">The name is known, but its file has not been downloaded.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is not ONNX, is damaged, or lacks its weights.</exception>
    /// <exception cref="NotSupportedException">The network has no image input, or ONNX Runtime does not load it.</exception>
    public static Backbone Load(string? file = null, long? randomWeights = null, bool allowOutsideData = false)
    {
        var path = FileOf(file ?? DefaultName);
        // The file is hashed while it is read. If it cannot be, the reading says so.
        var hashing = Task.Run(() => BackboneRegistry.HashOf(path));
        var graph = OnnxGraph.Load(path, randomWeights, allowOutsideData);
        if (graph.ImageSize > WindowLimits.LargestImage)
        {
            throw new NotSupportedException(
                $"'{path}' takes images of {graph.ImageSize:N0} pixels; expected {WindowLimits.LargestImage:N0} or fewer. "
                + "Export it for smaller ones.");
        }

        var sha256 = hashing.GetAwaiter().GetResult();
        var record = BackboneRegistry.OfHash(sha256) ?? new BackboneRecord
        {
            Name = graph.Name,
            Sha256 = sha256,
            ImageSize = graph.ImageSize ?? CutPoints.UsualImageSize,
            // A file that Transfer exported has its preprocessing in its metadata. One that takes bytes does the rest inside.
            Preprocessing = graph.Metadata.GetValueOrDefault(ModelMetadata.PreprocessingKey) ?? (graph.TakesBytes ? "none" : null),
        };
        return new Backbone(graph, Sidecar.Read(path, record));
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

    /// <summary>Whether this is the name of a network, and no file.</summary>
    internal static bool IsName(string text) =>
        !File.Exists(text) && (BackboneRegistry.FileOf(text) is not null || BackboneRegistry.Find(text) is not null);

    private static string FileOf(string text) => File.Exists(text) ? text
        : BackboneRegistry.FileOf(text) is { } file ? file
        : BackboneRegistry.Find(text) is { } record ? throw new BackboneMissingException(record)
        : text;
}
