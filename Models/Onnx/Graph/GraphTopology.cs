using Transfer.Models.Onnx;

namespace Transfer.Models;

/// <summary>Who computes what in a graph, and which nodes lie between the image and a tensor.</summary>
internal sealed class GraphTopology
{
    private readonly GraphProto _graph;
    private readonly Dictionary<string, NodeProto> _producers = [];

    public GraphTopology(GraphProto graph)
    {
        _graph = graph;
        foreach (var node in graph.Node)
        {
            foreach (var output in node.Output.Where(o => o.Length > 0))
            {
                _producers[output] = node;
            }
        }
    }

    public NodeProto? Producer(string tensor) => _producers.GetValueOrDefault(tensor);

    /// <summary>All nodes needed for some tensors, in the graph's own (topological) order.</summary>
    public List<NodeProto> NodesFor(IEnumerable<string> tensors)
    {
        var needed = new HashSet<NodeProto>(ReferenceEqualityComparer.Instance);
        var open = new Stack<string>(tensors);
        while (open.TryPop(out var tensor))
        {
            if (_producers.TryGetValue(tensor, out var node) && needed.Add(node))
            {
                foreach (var input in node.Reads())
                {
                    open.Push(input);
                }
            }
        }

        return [.. _graph.Node.Where(needed.Contains)];
    }

    /// <summary>
    /// Nodes on the way of the image to the output, with the activations that each reads. Integers that only carry shapes
    /// (everything computed from <c>Shape</c> alone) are not activations.
    /// </summary>
    public List<(NodeProto Node, string[] Activations)> ActivationPath(string input, string output)
    {
        var activations = new HashSet<string> { input };
        var path = new List<(NodeProto, string[])>();
        foreach (var node in NodesFor([output]))
        {
            var read = node.Reads().Where(activations.Contains).Distinct().ToArray();
            if (read.Length > 0 && node.OpType is not ("Shape" or "Size"))
            {
                path.Add((node, read));
                activations.UnionWith(node.Output.Where(o => o.Length > 0));
            }
        }

        return path;
    }
}
