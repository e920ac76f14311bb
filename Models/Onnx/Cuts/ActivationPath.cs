using System.Collections.ObjectModel;
using Transfer.Models.Onnx;

namespace Transfer.Models;

/// <summary>
/// The nodes from the image to the output, in order, with the activations that each reads. Integers that only carry shapes, which are
/// computed from <c>Shape</c> alone, are not activations.
/// </summary>
internal sealed class ActivationPath
{
    private readonly List<NodeProto> _nodes = [];
    private readonly List<string[]> _reads = [];

    public ActivationPath(GraphProto graph, string input, string output)
    {
        Weights = WeightsOf(graph);
        var activations = new HashSet<string> { input };
        foreach (var node in new GraphTopology(graph).NodesFor([output]))
        {
            var read = node.Reads().Where(activations.Contains).Distinct().ToArray();
            if (read.Length > 0 && node.OpType is not ("Shape" or "Size"))
            {
                _nodes.Add(node);
                _reads.Add(read);
                activations.UnionWith(node.Output.Where(o => o.Length > 0));
            }
        }
    }

    public IReadOnlyList<NodeProto> Nodes => _nodes;

    /// <summary>The activations that each node reads.</summary>
    public IReadOnlyList<string[]> Reads => _reads;

    /// <summary>
    /// All initializers of the network, by the names that nodes read: their own, or those of what nodes make of them alone, such as
    /// <c>DequantizeLinear</c>, <c>Transpose</c> and the standardisation of weights. The largest initializer gives name and type.
    /// </summary>
    public IReadOnlyDictionary<string, TensorProto> Weights { get; }

    /// <inheritdoc cref="OnnxGraph.Aliases"/>
    public IReadOnlyDictionary<string, string> Aliases { get; private init; } = ReadOnlyDictionary<string, string>.Empty;

    public static ActivationPath Of(OnnxGraph graph) =>
        new(graph.Model.Graph, graph.InputName, graph.OutputName) { Aliases = graph.Aliases };

    /// <summary>The position of the first node that matches; -1 when none does.</summary>
    public int Find(Predicate<NodeProto> match) => _nodes.FindIndex(match);

    /// <summary>Whether a node multiplies by a stored weight.</summary>
    public bool IsWeighted(int position) => NodeCost.IsWeighted(_nodes[position], Weights);

    /// <summary>The number of such nodes in a range of positions.</summary>
    public int CountWeighted(Range positions) => _nodes[positions].Count(n => NodeCost.IsWeighted(n, Weights));

    private static Dictionary<string, TensorProto> WeightsOf(GraphProto graph)
    {
        var weights = graph.Initializer.ToDictionary(t => t.Name);
        var constants = weights.Keys.ToHashSet();
        foreach (var node in graph.Node.Where(n => n.IsStandard() && n.Input.Count > 0 && n.Reads().All(constants.Contains)))
        {
            constants.UnionWith(node.Output);
            // What is made of stored integers are weights only where they are read as such.
            if (node.Input.Where(weights.ContainsKey).Select(i => weights[i]).MaxBy(t => t.ElementCount()) is { } stored
                && (stored.IsFloat() || node.OpType is "Cast" or "QuantizeLinear" or "DequantizeLinear" or "Transpose"))
            {
                weights[node.Output[0]] = new TensorProto { Name = stored.Name, DataType = stored.DataType, Dims = { Dims(node, stored) } };
            }
        }

        return weights;

        IEnumerable<long> Dims(NodeProto node, TensorProto stored)
        {
            switch (node.OpType)
            {
                case "Transpose":
                    return node.Find("perm") is { } perm ? perm.Ints.Select(i => Length(node, stored, i)) : stored.Dims.Reverse();
                case "Reshape" when weights.TryGetValue(node.Input[1], out var shape):
                    var dims = shape.ToInt64().Select((d, i) => d == 0 && i < stored.Dims.Count ? stored.Dims[i] : d).ToArray();
                    var known = dims.Where(d => d > 0).Product();
                    return dims.Select(d => d < 0 ? stored.ElementCount() / Math.Max(known, 1) : d);
                default:
                    return stored.Dims;
            }
        }

        static long Length(NodeProto node, TensorProto stored, long axis) => axis >= 0 && axis < stored.Dims.Count
            ? stored.Dims[(int)axis]
            : throw new InvalidDataException($"The Transpose '{node.Output[0]}' takes axis {axis} of '{stored.Name}', which has "
                + $"{stored.Dims.Count}. The file is damaged; download or copy it again.");
    }
}
