using Transfer.Models.Onnx;

namespace Transfer.Models.Training;

/// <summary>The part of a network between a cut and a tensor above it: nodes, weights and folded constants.</summary>
internal sealed class GraphPart
{
    private readonly IReadOnlyDictionary<string, string> _renamed;

    private GraphPart(
        OnnxGraph graph, IReadOnlyList<string> inputs, string output, Dictionary<string, StaticValue> statics,
        IReadOnlyDictionary<string, string> renamed)
    {
        _renamed = renamed;
        (Graph, Inputs, Output, Statics) = (graph, inputs, output, statics);
        Nodes = new GraphTopology(graph.Model.Graph).NodesFor([output], tensor => inputs.Contains(tensor) || statics.ContainsKey(tensor));
        var read = Nodes.SelectMany(n => n.Reads()).Distinct().Where(name => !statics.ContainsKey(name));
        var initializers = graph.Model.Graph.Initializer.ToDictionary(t => t.Name);
        Weights = [.. read.Select(initializers.GetValueOrDefault).OfType<TensorProto>().Where(t => t.IsFloat())];
        Frozen = WeightRoles.Frozen(Nodes).ToHashSet();
    }

    public OnnxGraph Graph { get; }

    /// <summary>The tensors at the cut.</summary>
    public IReadOnlyList<string> Inputs { get; }

    public string Output { get; }

    public IReadOnlyList<NodeProto> Nodes { get; }

    public IReadOnlyDictionary<string, StaticValue> Statics { get; }

    /// <summary>Float initializers that the nodes read, in the order of their use.</summary>
    public IReadOnlyList<TensorProto> Weights { get; }

    /// <summary>Weights that are never trained, such as the statistics of BatchNormalization.</summary>
    public IReadOnlySet<string> Frozen { get; }

    /// <summary>All constants of a network at an image size; the same for all its cuts.</summary>
    public static Dictionary<string, StaticValue> Fold(OnnxGraph graph, string output, int imageSize)
    {
        graph = Float32Form.Above(graph, [graph.InputName], output).Graph;
        var nodes = new GraphTopology(graph.Model.Graph).NodesFor([output]);
        var statics = StaticValues.Fold(graph, nodes, imageSize);
        foreach (var name in WeightRoles.Always(nodes))
        {
            statics.Remove(name);
        }

        var settings = WeightRoles.Settings(nodes);
        foreach (var tensor in graph.Model.Graph.Initializer.Where(t => settings.Contains(t.Name)))
        {
            statics[tensor.Name] = StaticValue.Of(tensor);
        }

        return statics;
    }

    /// <summary>The part between a cut and a tensor, in float32.</summary>
    /// <exception cref="NotSupportedException">The output cannot be computed from the inputs alone.</exception>
    public static GraphPart Between(OnnxGraph graph, IReadOnlyList<string> inputs, string output, Dictionary<string, StaticValue> statics)
    {
        var form = Float32Form.Above(graph, inputs, output);
        if (form.Renamed.Count > 0)
        {
            var renamed = form.Renamed.Where(n => statics.ContainsKey(n.Key)).Select(n => KeyValuePair.Create(n.Value, statics[n.Key]));
            statics = statics.Concat(renamed).ToDictionary();
        }

        var part = new GraphPart(form.Graph, inputs, output, statics, form.Renamed);
        return inputs.Contains(graph.InputName) || !part.Nodes.Any(n => n.Reads().Contains(graph.InputName)) ? part
            : throw new NotSupportedException(
                $"'{output}' of '{graph.Name}' cannot be computed from '{string.Join("' and '", inputs)}' alone, "
                + "so nothing can be trained above it. Inspect the network for its cut points.");
    }

    /// <summary>What enters the part and what it gives, computed by ONNX Runtime.</summary>
    public Dictionary<string, float[]> Measure(ImageBatch images)
    {
        // Numbers of 16 bits at the cut are read as they enter: whether ONNX Runtime rounds them depends on what else it returns.
        var values = GraphProbe.Floats(Graph, Inputs.Select(Entry).Append(Output), images);
        return Inputs.ToDictionary(name => name, name => values[Entry(name)]).Append(KeyValuePair.Create(Output, values[Output])).ToDictionary();

        string Entry(string name) => _renamed.GetValueOrDefault(name, name);
    }
}
