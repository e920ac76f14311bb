using Transfer.Models.Onnx;

namespace Transfer.Models;

/// <summary>Puts the branch of an <c>If</c> with a constant condition in the place of the node.</summary>
internal static class ConstantIf
{
    /// <summary>Replaces every such node, also those within the branches.</summary>
    public static void Inline(GraphProto graph)
    {
        while (graph.Node.FirstOrDefault(n => n.IsStandard() && n.OpType == "If" && Condition(graph, n) is not null) is { } node)
        {
            var branch = node.Find(Condition(graph, node)!.ToDoubles()[0] != 0 ? "then_branch" : "else_branch")!.G;
            // The branches of several nodes may use the same names.
            var own = branch.Node.SelectMany(n => n.Output).Concat(branch.Initializer.Select(t => t.Name)).Where(name => name.Length > 0);
            var names = own.Distinct().ToDictionary(name => name, name => $"{node.Output[0]}/{name}");
            var given = new Dictionary<string, string>();
            foreach (var (output, inner) in node.Output.Zip(branch.Output))
            {
                given[output] = names.GetValueOrDefault(inner.Name, inner.Name);
            }

            var at = graph.Node.IndexOf(node);
            graph.Node.RemoveAt(at);
            foreach (var inner in branch.Node)
            {
                GraphNormalizer.RenameInputs(inner, names);
                inner.Name = $"{node.Output[0]}/{inner.Name}";
                for (var i = 0; i < inner.Output.Count; i++)
                {
                    inner.Output[i] = names.GetValueOrDefault(inner.Output[i], inner.Output[i]);
                }

                graph.Node.Insert(at++, inner);
            }

            foreach (var tensor in branch.Initializer)
            {
                tensor.Name = names[tensor.Name];
                graph.Initializer.Add(tensor);
            }

            // The tensors keep the names that readers know.
            foreach (var (output, inner) in given)
            {
                graph.Node.Insert(at++, ProtoExtensions.Node("Identity", [inner], output));
            }

            GraphNormalizer.ReplaceConstantNodes(graph);
        }
    }

    private static TensorProto? Condition(GraphProto graph, NodeProto node) =>
        graph.Initializer.FirstOrDefault(t => t.Name == node.Input[0] && t.ElementCount() == 1);
}
