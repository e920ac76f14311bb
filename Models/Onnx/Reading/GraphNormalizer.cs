using Google.Protobuf.Collections;
using Transfer.Models.Onnx;

namespace Transfer.Models;

/// <summary>Rewrites what exporters and old opsets express differently, so that all later code sees one form.</summary>
internal static class GraphNormalizer
{
    private const int OldestIrVersionWithConstants = 4;
    private const int AxesAreInputsSince = 18;

    /// <summary>Removes inputs that have an initializer from the inputs: they are constants.</summary>
    public static void RemoveInitializersFromInputs(ModelProto model)
    {
        var initializers = model.Graph.Initializer.Select(t => t.Name).ToHashSet();
        var inputs = model.Graph.Input.Where(i => !initializers.Contains(i.Name)).ToList();
        model.Graph.Input.Clear();
        model.Graph.Input.AddRange(inputs);
        // Before version 4 every initializer had to be an input.
        model.IrVersion = Math.Max(model.IrVersion, OldestIrVersionWithConstants);
    }

    /// <summary>Turns <c>Constant</c> nodes into initializers, and <c>If</c> nodes with a constant condition into their branch.</summary>
    public static void ReplaceConstantNodes(GraphProto graph)
    {
        foreach (var node in graph.Node.Where(n => n.IsStandard() && n.OpType == "Constant").ToList())
        {
            var (attribute, name) = (node.Attribute.FirstOrDefault() ?? new AttributeProto(), node.Output[0]);
            var tensor = attribute.Name switch
            {
                "value" => attribute.T?.Clone(),
                "value_float" => ProtoExtensions.Tensor(name, [attribute.F]),
                "value_floats" => ProtoExtensions.Tensor(name, attribute.Floats.ToArray(), attribute.Floats.Count),
                "value_int" => ProtoExtensions.Tensor(name, [attribute.I]),
                "value_ints" => ProtoExtensions.Tensor(name, attribute.Ints.ToArray()),
                _ => null,
            };
            if (tensor is null)
            {
                continue;
            }

            if (attribute.Name == "value_int")
            {
                tensor.Dims.Clear();
            }

            tensor.Name = name;
            graph.Initializer.Add(tensor);
            graph.Node.Remove(node);
        }

        ConstantIf.Inline(graph);
    }

    /// <summary>
    /// Removes nodes whose output is their input: <c>Identity</c>, and <c>Dropout</c>, which does nothing in inference. Their readers read
    /// the input instead.
    /// </summary>
    public static void RemovePassThrough(GraphProto graph)
    {
        var outputs = graph.Output.Select(o => o.Name).ToHashSet();
        var read = graph.Node.SelectMany(n => n.Reads()).ToHashSet();
        var alias = new Dictionary<string, string>();
        foreach (var node in graph.Node.ToList())
        {
            RenameInputs(node, alias);
            if (!node.IsStandard() || node.OpType is not ("Identity" or "Dropout") || node.Output.Skip(1).Any(read.Contains))
            {
                continue;
            }

            if (outputs.Contains(node.Output[0]))
            {
                // The output of the graph keeps its name, so the node stays as an Identity.
                node.OpType = "Identity";
                node.Attribute.Clear();
                KeepFirst(node.Input);
                KeepFirst(node.Output);
            }
            else
            {
                alias[node.Output[0]] = node.Input[0];
                graph.Node.Remove(node);
            }
        }
    }

    /// <summary>
    /// Removes attributes of training and of opsets before 7, and the additional outputs of <c>BatchNormalization</c>. Turns the axes of
    /// reductions into an input where the opset requires it.
    /// </summary>
    public static void UseOneForm(ModelProto model)
    {
        var axesAreInputs = model.Opset() >= AxesAreInputsSince;
        foreach (var node in model.Graph.Node.Where(n => n.IsStandard()))
        {
            Remove(node, "consumed_inputs");
            Remove(node, "is_test");
            if (node.OpType == "BatchNormalization")
            {
                // In training mode it computes the statistics of its input, such as those of standardised weights, and has three outputs.
                if (node.Int("training_mode", 0) == 0)
                {
                    Remove(node, "training_mode");
                    KeepFirst(node.Output);
                }

                if (node.Int("spatial", 1) == 1)
                {
                    Remove(node, "spatial");
                }
            }
            else if (axesAreInputs && node.Input.Count == 1 && node.Find("axes") is { } axes
                && node.OpType.StartsWith("Reduce", StringComparison.Ordinal))
            {
                var tensor = ProtoExtensions.Tensor($"{node.Output[0]}/axes", axes.Ints.ToArray());
                model.Graph.Initializer.Add(tensor);
                node.Input.Add(tensor.Name);
                node.Attribute.Remove(axes);
            }
        }
    }

    /// <summary>Leaves out the last inputs of nodes where they are empty, which means the same.</summary>
    /// <remarks>ONNX Runtime 1.31.1 crashes on an empty bias of <c>LayerNormalization</c>.</remarks>
    public static void DropEmptyInputs(GraphProto graph)
    {
        foreach (var node in graph.Node)
        {
            while (node.Input is [.., ""])
            {
                node.Input.RemoveAt(node.Input.Count - 1);
            }

            foreach (var inner in node.Attribute.SelectMany(a => a.Inner()))
            {
                DropEmptyInputs(inner);
            }
        }
    }

    /// <summary>Makes a node, and the nodes of its inner graphs, read other tensors.</summary>
    /// <param name="node">The node.</param>
    /// <param name="names">New names by old ones.</param>
    public static void RenameInputs(NodeProto node, IReadOnlyDictionary<string, string> names)
    {
        for (var i = 0; i < node.Input.Count; i++)
        {
            node.Input[i] = names.GetValueOrDefault(node.Input[i], node.Input[i]);
        }

        foreach (var inner in node.Attribute.SelectMany(a => a.Inner()))
        {
            foreach (var own in inner.Node)
            {
                RenameInputs(own, names);
            }

            // An inner graph may give what it reads from outside.
            foreach (var output in inner.Output)
            {
                output.Name = names.GetValueOrDefault(output.Name, output.Name);
            }
        }
    }

    private static void Remove(NodeProto node, string attribute)
    {
        if (node.Find(attribute) is { } found)
        {
            node.Attribute.Remove(found);
        }
    }

    private static void KeepFirst(RepeatedField<string> names)
    {
        while (names.Count > 1)
        {
            names.RemoveAt(names.Count - 1);
        }
    }
}
