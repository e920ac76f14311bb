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

    /// <summary>The version of the standard operators.</summary>
    public int Opset => (int)Model.OpsetImport.First(o => o.Domain is "" or "ai.onnx").Version;

    /// <summary>The file's <c>metadata_props</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata => Model.MetadataProps.GroupBy(p => p.Key).ToDictionary(g => g.Key, g => g.Last().Value);

    internal ModelProto Model { get; }

    /// <summary>Reads an ONNX file with the weights beside it, and normalises it.</summary>
    /// <param name="path">An <c>.onnx</c> file of opset 7 or newer whose input is <c>[N, 3, H, W]</c> or <c>[N, H, W, 3]</c>.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is not ONNX, is truncated, or lacks its weights.</exception>
    /// <exception cref="NotSupportedException">The network has no image input, or is too old.</exception>
    public static OnnxGraph Load(string path)
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
        GraphNormalizer.RemovePassThrough(model.Graph);
        if (ImageInput.IsChannelsLast(input))
        {
            GraphNormalizer.PutChannelsFirst(model.Graph, input);
        }

        var shape = input.Type.TensorType.Shape;
        var hadFixedBatch = shape.Dim[0].HasDimValue;
        int? size = shape.Dim[2].HasDimValue && shape.Dim[2].DimValue == shape.Dim[3].DimValue ? (int)shape.Dim[2].DimValue : null;
        GraphNormalizer.FreeBatch(model.Graph, input);
        return new OnnxGraph(model, Path.GetFileNameWithoutExtension(path), input.Name, size, hadFixedBatch);
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

    /// <summary>The part of the network that computes a tensor from the image input.</summary>
    /// <param name="tensor">The name of a tensor, usually a <see cref="CutPoint"/>'s.</param>
    /// <returns>A graph with the same input and that tensor as its output; weights are shared with this graph, not copied.</returns>
    /// <exception cref="ArgumentException">No node computes such a tensor.</exception>
    public OnnxGraph Below(string tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        var nodes = new GraphTopology(Model.Graph).NodesFor([tensor]);
        if (nodes.Count == 0)
        {
            throw new ArgumentException($"'{Name}' has no tensor '{tensor}'. List its cut points with 'transfer models inspect'.", nameof(tensor));
        }

        return With(nodes, [ProtoExtensions.FloatValue(tensor)]);
    }

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

    /// <summary>A graph of some of this one's nodes (and others added to them) with other outputs.</summary>
    internal OnnxGraph With(
        IEnumerable<NodeProto> nodes, IEnumerable<ValueInfoProto> outputs, IEnumerable<TensorProto>? weights = null, ValueInfoProto? input = null)
    {
        var graph = new GraphProto { Name = "transfer" };
        graph.Node.AddRange(nodes);
        var read = graph.Node.SelectMany(n => n.Reads()).ToHashSet();
        graph.Initializer.AddRange(Model.Graph.Initializer.Where(t => read.Contains(t.Name)));
        graph.Initializer.AddRange(weights ?? []);
        // Height and width are free: the convolutional part of a network runs at any size.
        graph.Input.Add(input ?? ProtoExtensions.FloatValue(InputName, "N", 3, "H", "W"));
        graph.Output.AddRange(outputs);
        var model = new ModelProto { IrVersion = Model.IrVersion, ProducerName = Model.ProducerName, ProducerVersion = Model.ProducerVersion, Graph = graph };
        model.OpsetImport.AddRange(Model.OpsetImport);
        return new OnnxGraph(model, Name, graph.Input[0].Name, ImageSize, HadFixedBatch);
    }
}
