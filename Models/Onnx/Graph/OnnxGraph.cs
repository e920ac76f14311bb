using System.Collections.ObjectModel;
using System.Security.Cryptography;
using Google.Protobuf;
using Transfer.Models.Onnx;

namespace Transfer.Models;

/// <summary>
/// A network read from an ONNX file, in one form for all exporters. The image input is <c>[N, 3, H, W]</c> with a free batch size,
/// whatever the file says.
/// </summary>
/// <example>
/// <code>
/// var graph = OnnxGraph.Load("resnet50.onnx");
/// var end = CutPoints.Find(graph).Single(c => c.IsDefault);
/// graph.Below(end.Tensors).Save("resnet50-base.onnx");
/// </code>
/// </example>
public sealed class OnnxGraph
{
    // Read by every runtime of the last years.
    private const int NewOpset = 17;
    private const int NewIrVersion = 8;

    private OnnxGraph(ModelProto model, string name, string inputName, int? imageSize, bool hadFixedBatch) =>
        (Model, Name, InputName, ImageSize, HadFixedBatch) = (model, name, inputName, imageSize, hadFixedBatch);

    /// <summary>The name of the file without folder and extension.</summary>
    public string Name { get; }

    /// <summary>The name of the image input, <c>[N, 3, H, W]</c>.</summary>
    public string InputName { get; }

    /// <summary>The name of the first output.</summary>
    public string OutputName => Model.Graph.Output[0].Name;

    /// <summary>Height and width of the input in the file, in pixels; null when they are free or differ.</summary>
    public int? ImageSize { get; }

    /// <summary>Whether the file was written for one batch size only.</summary>
    public bool HadFixedBatch { get; }

    /// <summary>
    /// Whether images run one at a time, since a batch of one is built into the network and cannot be freed. Its exports take one image.
    /// </summary>
    public bool RunsOneByOne { get; private init; }

    /// <summary>The number of initializers that had no data and were filled from a seed.</summary>
    public int RandomWeights { get; private init; }

    /// <summary>The version of the standard operators.</summary>
    public int Opset => (int)Model.Opset();

    /// <summary>The <c>metadata_props</c> of the file.</summary>
    public IReadOnlyDictionary<string, string> Metadata => Model.Metadata();

    internal ModelProto Model { get; }

    /// <summary>The batch dimension of its inputs and outputs: free, or 1.</summary>
    internal object Batch => RunsOneByOne ? 1 : "N";

    /// <summary>Whether the file takes bytes, so that its preprocessing is in it.</summary>
    internal bool TakesBytes => File?.Input.Type == TensorProto.Types.DataType.Uint8;

    /// <summary>Names that the file does not have, each with its own name for the same place.</summary>
    internal IReadOnlyDictionary<string, string> Aliases { get; private init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The file that it was read from; null for a graph that was made in code or changed.</summary>
    internal NetworkFile? File { get; private init; }

    /// <summary>Reads an ONNX file and its external weights.</summary>
    /// <param name="path">An <c>.onnx</c> file of any opset whose input is <c>[N, 3, H, W]</c> or <c>[N, H, W, 3]</c>, of
    /// floats or bytes.</param>
    /// <param name="randomWeights">The seed of random values for weights that have no data; null requires data for all weights.</param>
    /// <param name="allowOutsideData">
    /// Whether external weights may lie outside the folder of the file. Default false, since a file could then name any other.
    /// </param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is not ONNX, is damaged, or lacks its weights.</exception>
    /// <exception cref="NotSupportedException">The network has no image input, or ONNX Runtime does not load it.</exception>
    public static OnnxGraph Load(string path, long? randomWeights = null, bool allowOutsideData = false)
    {
        ArgumentNullException.ThrowIfNull(path);
        var model = ModelReader.ReadWithWeights(path, randomWeights, allowOutsideData, out var filled);
        ImageFront.Remove(model);
        LocalFunctions.Inline(model, path);
        SparseTensors.Fill(model.Graph, path);
        // What functions and sparse tensors hold.
        TensorData.Unify(model.Graph, path);
        GraphNormalizer.DropEmptyInputs(model.Graph);
        GraphStructure.Check(model.Graph, path);
        WindowLimits.Check(model.Graph, path);
        GraphNormalizer.RemoveInitializersFromInputs(model);
        GraphNormalizer.ReplaceConstantNodes(model.Graph);
        var image = ImageInput.Find(model.Graph, path);
        var file = new NetworkFile(Path.GetFullPath(path), randomWeights, allowOutsideData, image with { Value = image.Value.Clone() });
        OldOpset.Upgrade(model, path);
        GraphNormalizer.RemovePassThrough(model.Graph);
        GraphNormalizer.UseOneForm(model);
        InputForm.Unify(model, image);
        RuntimeCheck.Load(model, path);
        if (ConstantIf.InlineComputed(model, file.Input))
        {
            GraphNormalizer.RemovePassThrough(model.Graph);
            GraphNormalizer.UseOneForm(model);
        }

        PoolPadding.Keep(model);
        var (wasFixed, isOneByOne) = BatchOfOne.Free(model, file.Input);
        return new OnnxGraph(model, Path.GetFileNameWithoutExtension(path), image.Name, file.Input.Size, wasFixed)
        {
            RandomWeights = filled,
            RunsOneByOne = isOneByOne,
            File = file,
        };
    }

    /// <summary>Writes the graph and all its weights into one file. The file is replaced only when the new one is complete.</summary>
    /// <exception cref="IOException">The file cannot be written, or would exceed protobuf's limit of 2 GiB.</exception>
    public void Save(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        SaveChecked(path, null);
    }

    /// <param name="check">Looks at the complete file under another name, and throws if it must not get its own.</param>
    /// <inheritdoc cref="Save"/>
    internal void SaveChecked(string path, Action<string>? check) => FileReplacement.Write(path, stream => Model.WriteTo(stream), check);

    /// <summary>The part of the network that computes some tensors from the image input.</summary>
    /// <param name="tensors">The names of tensors, usually those of a <see cref="CutPoint"/>.</param>
    /// <returns>A graph with the same input and these tensors as outputs. It shares its weights with this graph.</returns>
    /// <exception cref="ArgumentException">No node computes such a tensor.</exception>
    public OnnxGraph Below(params IReadOnlyList<string> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        var topology = new GraphTopology(Model.Graph);
        if (tensors.FirstOrDefault(t => t != InputName && topology.Producer(t) is null) is { } unknown)
        {
            throw new ArgumentException($"'{Name}' has no tensor '{unknown}'. Inspect the network for its cut points.", nameof(tensors));
        }

        return With(topology.NodesFor(tensors), tensors.Select(t => ProtoExtensions.FloatValue(t)));
    }

    /// <summary>SHA-256 over operators, weights and opsets: equal for equal computations, whichever file they come from.</summary>
    public byte[] ComputeHash()
    {
        using var hash = SHA256.Create();
        using (var stream = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write))
        {
            // Words change nothing of what is computed; the weights are shared with the copy.
            var graph = Model.Graph.Clone();
            graph.ClearDocString();
            foreach (var value in graph.Input.Concat(graph.Output))
            {
                value.ClearDocString();
            }

            new ModelProto { Graph = graph, OpsetImport = { Model.OpsetImport } }.WriteTo(stream);
        }

        return hash.Hash!;
    }

    /// <summary>The same network with more names for its layers.</summary>
    internal OnnxGraph WithAliases(IReadOnlyDictionary<string, string> aliases) => aliases.Count == 0 ? this
        : new OnnxGraph(Model, Name, InputName, ImageSize, HadFixedBatch)
        {
            RandomWeights = RandomWeights,
            RunsOneByOne = RunsOneByOne,
            File = File,
            Aliases = aliases,
        };

    /// <summary>A copy with random weights.</summary>
    internal OnnxGraph WithRandomWeights(long seed)
    {
        // Quantised weights and numbers of 16 bits are for networks that are trained already.
        var model = Float32Form.Above(this, [InputName], OutputName).Graph.Model.Clone();
        Models.RandomWeights.Initialize(model.Graph, seed);
        return new OnnxGraph(model, Name, InputName, ImageSize, HadFixedBatch) { RunsOneByOne = RunsOneByOne };
    }

    /// <summary>A graph that was made in code.</summary>
    internal static OnnxGraph Of(ModelProto model, string name) =>
        new(model, name, model.Graph.Input[0].Name, imageSize: null, hadFixedBatch: false);

    /// <summary>A graph that was made in code, of an opset that every runtime reads.</summary>
    internal static OnnxGraph Of(GraphProto graph)
    {
        var opset = new OperatorSetIdProto { Domain = "", Version = NewOpset };
        return Of(new ModelProto { IrVersion = NewIrVersion, Graph = graph, OpsetImport = { opset } }, graph.Name);
    }

    /// <summary>The graph as the bytes of an ONNX file.</summary>
    internal byte[] ToByteArray() => Model.ToByteArray();

    /// <summary>A graph with the same outputs, computed by other nodes, some of which are of another operator domain.</summary>
    internal OnnxGraph WithOperators(IEnumerable<NodeProto> nodes, string domain, IEnumerable<ValueInfoProto> shapes)
    {
        var graph = With(nodes, Model.Graph.Output, input: Model.Graph.Input[0]);
        graph.Model.OpsetImport.Add(new OperatorSetIdProto { Domain = domain, Version = 1 });
        var computed = graph.Model.Graph.Node.SelectMany(n => n.Output).Except(graph.Model.Graph.Output.Select(o => o.Name)).ToHashSet();
        graph.Model.Graph.ValueInfo.AddRange(shapes.Where(s => computed.Contains(s.Name)));
        return graph;
    }

    /// <summary>A graph of some nodes of this one, and others added to them, with other outputs.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="outputs">The outputs.</param>
    /// <param name="weights">New weights; they replace weights of the same name.</param>
    /// <param name="input">The input; null for the image input with free height and width.</param>
    internal OnnxGraph With(
        IEnumerable<NodeProto> nodes,
        IEnumerable<ValueInfoProto> outputs,
        IEnumerable<TensorProto>? weights = null,
        ValueInfoProto? input = null)
    {
        var graph = new GraphProto { Name = "transfer", Node = { nodes }, Output = { outputs } };
        var read = graph.Node.SelectMany(n => n.Reads()).ToHashSet();
        var others = (weights ?? []).ToDictionary(t => t.Name);
        var own = Model.Graph.Initializer.Where(t => read.Contains(t.Name));
        graph.Initializer.AddRange(own.Select(t => others.Remove(t.Name, out var other) ? other : t));
        graph.Initializer.AddRange(others.Values);
        // The convolutional part of a network runs at any size.
        graph.Input.Add(input ?? ProtoExtensions.FloatValue(InputName, Batch, 3, "H", "W"));
        var model = new ModelProto
        {
            IrVersion = Model.IrVersion,
            ProducerName = Model.ProducerName,
            ProducerVersion = Model.ProducerVersion,
            Graph = graph,
            OpsetImport = { Model.OpsetImport },
        };
        return new OnnxGraph(model, Name, graph.Input[0].Name, ImageSize, HadFixedBatch) { RunsOneByOne = RunsOneByOne };
    }
}
