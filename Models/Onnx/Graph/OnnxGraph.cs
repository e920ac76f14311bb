using System.Security.Cryptography;
using Google.Protobuf;
using Transfer.Models.Onnx;

namespace Transfer.Models;

/// <summary>
/// A network read from an ONNX file and brought into one dialect: the only truth about its topology. The image input is
/// <c>[N, 3, H, W]</c> with a free batch whatever the file says.
/// </summary>
public sealed class OnnxGraph
{
    private const int OldestOpset = 7;

    private OnnxGraph(ModelProto model, string name, string inputName, int? imageSize, bool hadFixedBatch)
    {
        Model = model;
        Name = name;
        InputName = inputName;
        ImageSize = imageSize;
        HadFixedBatch = hadFixedBatch;
    }

    /// <summary>The file's name without folder and ending.</summary>
    public string Name { get; }

    /// <summary>The name of the image input, <c>[N, 3, H, W]</c>.</summary>
    public string InputName { get; }

    /// <summary>The name of the (first) output.</summary>
    public string OutputName => Model.Graph.Output[0].Name;

    /// <summary>Height and width that the file gives for its input, in pixels; null when they are free.</summary>
    public int? ImageSize { get; }

    /// <summary>Whether the file was written for one batch size only.</summary>
    public bool HadFixedBatch { get; }

    /// <summary>How many initializers had no data and were filled from a seed.</summary>
    public int RandomWeights { get; private init; }

    /// <summary>The version of the standard operators.</summary>
    public int Opset => (int)Model.OpsetImport.First(o => o.Domain is "" or "ai.onnx").Version;

    /// <summary>The file's <c>metadata_props</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata => Model.MetadataProps.GroupBy(p => p.Key).ToDictionary(g => g.Key, g => g.Last().Value);

    internal ModelProto Model { get; }

    /// <summary>Reads an ONNX file with the weights beside it, and normalises it.</summary>
    /// <param name="path">An <c>.onnx</c> file of opset 7 or newer whose input is <c>[N, 3, H, W]</c> or <c>[N, H, W, 3]</c>.</param>
    /// <param name="randomWeights">Fills float initializers that have no data from this seed; null demands that all have theirs.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is not ONNX, is truncated, or lacks its weights.</exception>
    /// <exception cref="NotSupportedException">The network has no image input, or is too old.</exception>
    public static OnnxGraph Load(string path, long? randomWeights = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        var model = ModelReader.Read(path);
        if (model.OpsetImport.FirstOrDefault(o => o.Domain is "" or "ai.onnx") is not { Version: >= OldestOpset } opset)
        {
            var found = model.OpsetImport.FirstOrDefault(o => o.Domain is "" or "ai.onnx")?.Version ?? 0;
            throw new NotSupportedException(
                $"'{path}' uses opset {found}; ONNX Runtime runs opset {OldestOpset} and newer. Convert it with onnx.version_converter or export it again.");
        }

        ExternalData.LoadInto(model.Graph, path);
        GraphNormalizer.StripInitializersFromInputs(model);
        var input = ImageInput.Find(model.Graph, path);
        GraphNormalizer.LiftConstants(model.Graph);
        var filled = FillWeights(model.Graph, path, randomWeights);
        GraphNormalizer.RemovePassThrough(model.Graph);
        GraphNormalizer.UseOneForm(model.Graph, (int)opset.Version);
        if (ImageInput.IsChannelsLast(input))
        {
            GraphNormalizer.PutChannelsFirst(model.Graph, input);
        }

        var shape = input.Type.TensorType.Shape;
        var hadFixedBatch = shape.Dim[0].HasDimValue;
        int? size = shape.Dim[2].HasDimValue && shape.Dim[2].DimValue == shape.Dim[3].DimValue ? (int)shape.Dim[2].DimValue : null;
        GraphNormalizer.FreeBatch(model.Graph, input);
        return new OnnxGraph(model, Path.GetFileNameWithoutExtension(path), input.Name, size, hadFixedBatch) { RandomWeights = filled };
    }

    private static int FillWeights(GraphProto graph, string path, long? seed)
    {
        if (seed is { } value)
        {
            return Models.RandomWeights.FillMissing(graph, value);
        }

        if (graph.Initializer.FirstOrDefault(Models.RandomWeights.HasNoData) is { } empty)
        {
            throw new InvalidDataException(
                $"'{path}' has no data for its weight '{empty.Name}' [{string.Join(", ", empty.Dims)}]. Give a file with weights; 'transfer models check --random-weights 1' checks such a file all the same.");
        }

        return 0;
    }

    /// <summary>Writes the graph with all its weights into one file, through a temporary name so that no half file is left.</summary>
    /// <exception cref="IOException">The file cannot be written, or would be over protobuf's limit of 2 GiB.</exception>
    public void Save(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            using (var stream = File.Create(temporary))
            {
                Model.WriteTo(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>The part of the network that computes some tensors from the image input.</summary>
    /// <param name="tensors">The names of tensors, usually a <see cref="CutPoint"/>'s.</param>
    /// <returns>A graph with the same input and those tensors as its outputs; weights are shared with this graph, not copied.</returns>
    /// <exception cref="ArgumentException">No node computes such a tensor.</exception>
    public OnnxGraph Below(params IReadOnlyList<string> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        var topology = new GraphTopology(Model.Graph);
        if (tensors.FirstOrDefault(t => t != InputName && topology.Producer(t) is null) is { } unknown)
        {
            throw new ArgumentException($"'{Name}' has no tensor '{unknown}'. List its cut points with 'transfer models inspect'.", nameof(tensors));
        }

        return With(topology.NodesFor(tensors), tensors.Select(t => ProtoExtensions.FloatValue(t)));
    }

    /// <summary>A copy that has forgotten what it learnt.</summary>
    internal OnnxGraph WithRandomWeights(long seed)
    {
        var model = Model.Clone();
        Models.RandomWeights.Forget(model.Graph, seed);
        return new OnnxGraph(model, Name, InputName, ImageSize, HadFixedBatch);
    }

    /// <summary>A graph that was made in code.</summary>
    internal static OnnxGraph Of(ModelProto model, string name) => new(model, name, model.Graph.Input[0].Name, imageSize: null, hadFixedBatch: false);

    /// <summary>SHA-256 over operators, weights and opsets: equal for equal computations, whatever file they came from.</summary>
    public byte[] ComputeHash()
    {
        using var hash = SHA256.Create();
        using (var stream = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write))
        {
            var content = new ModelProto { Graph = Model.Graph };
            content.OpsetImport.AddRange(Model.OpsetImport);
            content.WriteTo(stream);
        }

        return hash.Hash!;
    }

    /// <summary>The graph as the bytes of an ONNX file.</summary>
    internal byte[] ToByteArray() => Model.ToByteArray();

    /// <summary>A graph with the same outputs of other nodes, some of which are of a domain of their own.</summary>
    internal OnnxGraph WithOperators(IEnumerable<NodeProto> nodes, string domain, IEnumerable<ValueInfoProto> shapes)
    {
        var graph = With(nodes, Model.Graph.Output, input: Model.Graph.Input[0]);
        graph.Model.OpsetImport.Add(new OperatorSetIdProto { Domain = domain, Version = 1 });
        var computed = graph.Model.Graph.Node.SelectMany(n => n.Output).Except(graph.Model.Graph.Output.Select(o => o.Name)).ToHashSet();
        graph.Model.Graph.ValueInfo.AddRange(shapes.Where(s => computed.Contains(s.Name)));
        return graph;
    }

    /// <summary>A graph of some of this one's nodes (and others added to them) with other outputs.</summary>
    internal OnnxGraph With(
        IEnumerable<NodeProto> nodes, IEnumerable<ValueInfoProto> outputs, IEnumerable<TensorProto>? weights = null, ValueInfoProto? input = null)
    {
        var graph = new GraphProto { Name = "transfer" };
        graph.Node.AddRange(nodes);
        var read = graph.Node.SelectMany(n => n.Reads()).ToHashSet();
        // Other weights take the place of those whose name they have.
        var others = (weights ?? []).ToDictionary(t => t.Name);
        graph.Initializer.AddRange(Model.Graph.Initializer.Where(t => read.Contains(t.Name)).Select(t => others.Remove(t.Name, out var other) ? other : t));
        graph.Initializer.AddRange(others.Values);
        // Height and width are free: the convolutional part of a network runs at any size.
        graph.Input.Add(input ?? ProtoExtensions.FloatValue(InputName, "N", 3, "H", "W"));
        graph.Output.AddRange(outputs);
        var model = new ModelProto { IrVersion = Model.IrVersion, ProducerName = Model.ProducerName, ProducerVersion = Model.ProducerVersion, Graph = graph };
        model.OpsetImport.AddRange(Model.OpsetImport);
        return new OnnxGraph(model, Name, graph.Input[0].Name, ImageSize, HadFixedBatch);
    }
}
