using Microsoft.ML.OnnxRuntime;
using Transfer.Models.Onnx;

namespace Transfer.Models;

/// <summary>Puts the branch of an <c>If</c> whose condition does not depend on the images in the place of the node.</summary>
internal static class ConstantIf
{
    private const int LargestTried = 1024;

    /// <summary>Replaces nodes whose condition is stored, also those within the branches.</summary>
    public static void Inline(GraphProto graph) => Inline(graph, node => Stored(graph, node));

    /// <summary>
    /// Replaces nodes whose condition is computed from stored tensors and shapes, if it is the same for one and two images of several
    /// sizes.
    /// </summary>
    /// <param name="model">A network that ONNX Runtime loads.</param>
    /// <param name="input">Its images, as the file describes them.</param>
    /// <returns>Whether there was one.</returns>
    public static bool InlineComputed(ModelProto model, ImageInput input)
    {
        var (isChanged, tried) = (false, new HashSet<string>());
        while (true)
        {
            var images = model.Graph.DependsOn(input.Name);
            string[] conditions = [.. model.Graph.Node.Where(n => n.IsStandard() && n.OpType == "If").Select(n => n.Input[0])
                .Where(name => !images.Contains(name)).Distinct().Where(tried.Add)];
            if (conditions.Length == 0)
            {
                return isChanged;
            }

            var decided = Compute(model, input, conditions);
            isChanged |= decided.Count > 0;
            // A branch may hold another one.
            Inline(model.Graph, node => decided.TryGetValue(node.Input[0], out var holds) ? holds : Stored(model.Graph, node));
        }
    }

    private static void Inline(GraphProto graph, Func<NodeProto, bool?> decide)
    {
        while (graph.Node.FirstOrDefault(n => n.IsStandard() && n.OpType == "If" && decide(n) is not null) is { } node)
        {
            var kind = decide(node)!.Value ? "then_branch" : "else_branch";
            var branch = node.Find(kind)?.G ?? throw new InvalidDataException(
                $"The If '{node.Output.FirstOrDefault()}' has no {kind}. The file is damaged; download or copy it again.");
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

    private static bool? Stored(GraphProto graph, NodeProto node) =>
        graph.Initializer.FirstOrDefault(t => t.Name == node.Input[0] && t.ElementCount() == 1) is { } stored
            ? stored.ToDoubles()[0] != 0
            : null;

    /// <summary>The conditions that are the same for all images that the network takes.</summary>
    private static Dictionary<string, bool> Compute(ModelProto model, ImageInput input, string[] conditions)
    {
        var size = input.Size ?? CutPoints.UsualImageSize;
        var values = conditions.ToDictionary(name => name, _ => new HashSet<bool>());
        try
        {
            using var probe = new GraphProbe(OnnxGraph.Of(model, input.Name), conditions, GraphOptimizationLevel.ORT_DISABLE_ALL);
            foreach (var tried in new[] { size, size / 2, 2 * size }.Where(s => s is > 0 and <= LargestTried))
            {
                foreach (var count in input.Batch is { } batch and < LargestTried ? [(int)batch] : new[] { 1, 2 })
                {
                    Try(probe, ImageBatch.Black(count, tried));
                }
            }
        }
        catch (NotSupportedException)
        {
            // What is wrong is said where it is used.
        }

        return values.Where(v => v.Value.Count == 1).ToDictionary(v => v.Key, v => v.Value.Single());

        void Try(GraphProbe probe, ImageBatch images)
        {
            try
            {
                foreach (var (name, value) in conditions.Zip(probe.Run(images, RuntimeTensors.ReadFloats)))
                {
                    values[name].Add(value is [not 0, ..]);
                }
            }
            catch (NotSupportedException)
            {
                // It takes other images.
            }
        }
    }
}
