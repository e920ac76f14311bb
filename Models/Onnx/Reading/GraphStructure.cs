using Transfer.Models.Onnx;

namespace Transfer.Models;

/// <summary>
/// Checks how the nodes of a graph are connected, and puts them into the order of computation: what ONNX Runtime would not survive, or what
/// later code relies on.
/// </summary>
internal static class GraphStructure
{
    // Operators whose inputs are read by number.
    private static readonly Dictionary<string, int> FewestInputs = new()
    {
        ["BatchNormalization"] = 5,
        ["Conv"] = 2,
        ["ConvTranspose"] = 2,
        ["DequantizeLinear"] = 2,
        ["Expand"] = 2,
        ["Gather"] = 2,
        ["Gemm"] = 2,
        ["InstanceNormalization"] = 3,
        ["MatMul"] = 2,
        ["QuantizeLinear"] = 2,
    };

    private static readonly HashSet<string> WithoutInputs =
        ["Constant", "Loop", "Optional", "RandomNormal", "RandomUniform", "SequenceEmpty"];

    /// <exception cref="InvalidDataException">The graph is damaged; the message names the node or tensor.</exception>
    public static void Check(GraphProto graph, string path) => Check(graph, path, []);

    private static void Check(GraphProto graph, string path, HashSet<string> outside)
    {
        DropRepeated(graph, path);
        var own = graph.Initializer.Select(t => t.Name).Concat(graph.Input.Select(i => i.Name)).ToHashSet();
        var producers = new Dictionary<string, NodeProto>();
        foreach (var node in graph.Node)
        {
            CheckNode(node, path);
            foreach (var output in node.Output.Where(o => o.Length > 0))
            {
                if (own.Contains(output) || !producers.TryAdd(output, node))
                {
                    throw Damaged(path, $"the tensor '{output}' is computed or stored twice");
                }
            }
        }

        // An inner graph reads what lies around it, too.
        own.UnionWith(outside.Concat(producers.Keys));
        foreach (var name in graph.Node.SelectMany(n => n.Input).Concat(graph.Output.Select(o => o.Name)))
        {
            if (name.Length > 0 && !own.Contains(name))
            {
                throw Damaged(path, $"the tensor '{name}' is read, and nothing computes it");
            }
        }

        Sort(graph, producers, path);
        foreach (var inner in graph.Node.SelectMany(n => n.Attribute).SelectMany(a => a.Inner()))
        {
            Check(inner, path, own);
        }
    }

    private static void CheckNode(NodeProto node, string path)
    {
        var fewest = !node.IsStandard() || WithoutInputs.Contains(node.OpType) ? 0 : FewestInputs.GetValueOrDefault(node.OpType, 1);
        if (node.OpType.Length == 0 || node.Output.Count == 0 || node.Output[0].Length == 0)
        {
            throw Damaged(path, $"its node '{node.Name}' has no {(node.OpType.Length == 0 ? "operator" : "output")}");
        }

        // Before opset 5 a shape is an attribute.
        fewest = node.IsStandard() && node.OpType == "Reshape" && node.Find("shape") is null ? 2 : fewest;
        var inputs = node.Input.Count(i => i.Length > 0);
        if (inputs < fewest)
        {
            throw Damaged(path, $"{node.OpType} '{node.Output[0]}' has {inputs} inputs; expected {fewest} or more");
        }
    }

    /// <summary>Leaves out initializers that the file has twice, as some exporters write them.</summary>
    private static void DropRepeated(GraphProto graph, string path)
    {
        foreach (var group in graph.Initializer.GroupBy(t => t.Name).Where(g => g.Skip(1).Any()).ToList())
        {
            if (group.Any(t => !t.Equals(group.First())))
            {
                throw Damaged(path, $"the tensor '{group.Key}' is stored twice, with different values");
            }

            var first = group.First();
            foreach (var (index, tensor) in graph.Initializer.Index().Reverse().ToList())
            {
                if (tensor.Name == group.Key && !ReferenceEquals(tensor, first))
                {
                    graph.Initializer.RemoveAt(index);
                }
            }
        }
    }

    /// <summary>Puts each node behind those that compute what it reads, and otherwise keeps the order of the file.</summary>
    private static void Sort(GraphProto graph, Dictionary<string, NodeProto> producers, string path)
    {
        var sorted = new List<NodeProto>(graph.Node.Count);
        var (done, begun) = (Nodes(), Nodes());
        var open = new Stack<NodeProto>();
        foreach (var first in graph.Node)
        {
            open.Push(first);
            while (open.TryPeek(out var node))
            {
                if (done.Contains(node))
                {
                    open.Pop();
                }
                else if (begun.Add(node))
                {
                    var needed = node.Reads().Select(producers.GetValueOrDefault).OfType<NodeProto>();
                    foreach (var before in needed.Where(n => !done.Contains(n)))
                    {
                        open.Push(!begun.Contains(before) ? before : throw Damaged(
                            path, $"{node.OpType} '{node.Output[0]}' and '{before.Output[0]}' need each other's results"));
                    }
                }
                else
                {
                    sorted.Add(open.Pop());
                    done.Add(node);
                }
            }
        }

        graph.Node.Clear();
        graph.Node.AddRange(sorted);

        static HashSet<NodeProto> Nodes() => new(ReferenceEqualityComparer.Instance);
    }

    private static InvalidDataException Damaged(string path, string what) =>
        new($"'{path}' is damaged: {what}. Download or copy it again, or export it again.");
}
