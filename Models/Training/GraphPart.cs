using Transfer.Models.Onnx;

namespace Transfer.Models;

/// <summary>What lies between a cut and a tensor above it: nodes, weights and folded constants.</summary>
internal sealed class GraphPart
{
    private GraphPart(OnnxGraph graph, string[] inputs, string output, List<NodeProto> nodes, Dictionary<string, StaticValue> statics)
    {
        (Graph, Inputs, Output, Nodes, Statics) = (graph, inputs, output, nodes, statics);
        var initializers = graph.Model.Graph.Initializer.ToDictionary(t => t.Name);
        var read = nodes.SelectMany(n => n.Reads()).Distinct().Where(initializers.ContainsKey).ToList();
        Weights = [.. read.Where(name => !statics.ContainsKey(name)).Select(name => initializers[name])];
        Frozen = WeightRoles.Frozen(nodes).ToHashSet();
    }

    public OnnxGraph Graph { get; }

    /// <summary>The tensors at the cut.</summary>
    public IReadOnlyList<string> Inputs { get; }

    public string Output { get; }

    public IReadOnlyList<NodeProto> Nodes { get; }

    public IReadOnlyDictionary<string, StaticValue> Statics { get; }

    /// <summary>Float initializers that these nodes read, in the order of their use.</summary>
    public IReadOnlyList<TensorProto> Weights { get; }

    /// <summary>Weights that are never trained, such as the statistics of BatchNormalization.</summary>
    public IReadOnlySet<string> Frozen { get; }

    /// <summary>Everything of a network that could be folded, to be used for several cuts.</summary>
    public static Dictionary<string, StaticValue> Fold(OnnxGraph graph, string output, int imageSize)
    {
        var nodes = new GraphTopology(graph.Model.Graph).NodesFor([output]);
        var statics = StaticValues.Fold(graph, nodes, imageSize);
        foreach (var name in WeightRoles.Always(nodes))
        {
            statics.Remove(name);
        }

        // Settings that are lists of floats.
        var settings = WeightRoles.Settings(nodes);
        foreach (var tensor in graph.Model.Graph.Initializer.Where(t => settings.Contains(t.Name)))
        {
            statics[tensor.Name] = StaticValue.Of(tensor);
        }

        return statics;
    }

    /// <exception cref="NotSupportedException">The output needs more of the network than the cut gives.</exception>
    public static GraphPart Between(OnnxGraph graph, IReadOnlyList<string> inputs, string output, Dictionary<string, StaticValue> statics)
    {
        var topology = new GraphTopology(graph.Model.Graph);
        var (seen, open) = (inputs.ToHashSet(), new Stack<string>([output]));
        var needed = new HashSet<NodeProto>(ReferenceEqualityComparer.Instance);
        while (open.TryPop(out var tensor))
        {
            if (statics.ContainsKey(tensor) || !seen.Add(tensor))
            {
                continue;
            }

            if (tensor == graph.InputName)
            {
                throw new NotSupportedException($"'{output}' of '{graph.Name}' cannot be computed from '{string.Join("' and '", inputs)}' alone, so nothing can be trained above it. List the cut points with 'transfer models inspect'.");
            }

            if (topology.Producer(tensor) is { } node && needed.Add(node))
            {
                foreach (var input in node.Reads())
                {
                    open.Push(input);
                }
            }
        }

        return new GraphPart(graph, [.. inputs], output, [.. graph.Model.Graph.Node.Where(needed.Contains)], statics);
    }
}
