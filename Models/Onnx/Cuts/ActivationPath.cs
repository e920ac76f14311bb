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
        Weights = graph.Initializer.ToDictionary(t => t.Name);
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

    /// <summary>All initializers of the network by name.</summary>
    public IReadOnlyDictionary<string, TensorProto> Weights { get; }

    public static ActivationPath Of(OnnxGraph graph) => new(graph.Model.Graph, graph.InputName, graph.OutputName);

    /// <summary>The position of the first node that matches; -1 when none does.</summary>
    public int Find(Predicate<NodeProto> match) => _nodes.FindIndex(match);

    /// <summary>Whether a node multiplies by a stored weight.</summary>
    public bool IsWeighted(int position) => NodeCost.IsWeighted(_nodes[position], Weights);

    /// <summary>The number of such nodes in a range of positions.</summary>
    public int CountWeighted(Range positions) => _nodes[positions].Count(n => NodeCost.IsWeighted(n, Weights));
}
