using Transfer.Models.Onnx;

namespace Transfer.Models;

/// <summary>Which node computes a tensor, and which nodes are needed for it.</summary>
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

    /// <summary>All nodes needed to compute some tensors, in the order of the file, which is topological.</summary>
    /// <param name="tensors">The tensors.</param>
    /// <param name="isKnown">Tensors that are given, so nothing is needed for them; null when none are.</param>
    public List<NodeProto> NodesFor(IEnumerable<string> tensors, Predicate<string>? isKnown = null)
    {
        var needed = new HashSet<NodeProto>(ReferenceEqualityComparer.Instance);
        var open = new Stack<string>(tensors);
        while (open.TryPop(out var tensor))
        {
            if (isKnown?.Invoke(tensor) != true && _producers.TryGetValue(tensor, out var node) && needed.Add(node))
            {
                foreach (var input in node.Reads())
                {
                    open.Push(input);
                }
            }
        }

        return [.. _graph.Node.Where(needed.Contains)];
    }
}
