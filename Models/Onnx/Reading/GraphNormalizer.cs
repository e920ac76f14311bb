using Transfer.Models.Onnx;

namespace Transfer.Models;

/// <summary>Brings the dialects of exporters and of old opsets into one, so that everything after loading sees the same forms.</summary>
internal static class GraphNormalizer
{
    private const int OldestIrVersionWithConstants = 4;

    /// <summary>Inputs that have an initializer are constants: they leave the list of inputs.</summary>
    public static void StripInitializersFromInputs(ModelProto model)
    {
        var initializers = model.Graph.Initializer.Select(t => t.Name).ToHashSet();
        var inputs = model.Graph.Input.Where(i => !initializers.Contains(i.Name)).ToList();
        model.Graph.Input.Clear();
        model.Graph.Input.AddRange(inputs);
        // Before version 4 every initializer had to be an input.
        model.IrVersion = Math.Max(model.IrVersion, OldestIrVersionWithConstants);
    }

    /// <summary><c>Constant</c> nodes become initializers.</summary>
    public static void LiftConstants(GraphProto graph)
    {
        var constants = graph.Node.Where(n => n.IsStandard() && n.OpType == "Constant").ToList();
        foreach (var node in constants)
        {
            var attribute = node.Attribute.Single();
            var name = node.Output[0];
            var tensor = attribute.Name switch
            {
                "value" => attribute.T.Clone(),
                "value_float" => ProtoExtensions.Tensor(name, [attribute.F]),
                "value_floats" => ProtoExtensions.Tensor(name, attribute.Floats.ToArray(), attribute.Floats.Count),
                "value_int" => Scalar(ProtoExtensions.Tensor(name, [attribute.I])),
                "value_ints" => ProtoExtensions.Tensor(name, attribute.Ints.ToArray()),
                _ => null,
            };
            if (tensor is not null)
            {
                tensor.Name = name;
                graph.Initializer.Add(tensor);
                graph.Node.Remove(node);
            }
        }
    }

    /// <summary>
    /// Nodes that pass their input on (<c>Identity</c>, and <c>Dropout</c>, which does so in inference) go, with <c>Dropout</c>'s mask;
    /// their readers read what they read.
    /// </summary>
    public static void RemovePassThrough(GraphProto graph)
    {
        var outputs = graph.Output.Select(o => o.Name).ToHashSet();
        var alias = new Dictionary<string, string>();
        foreach (var node in graph.Node.ToList())
        {
            for (var i = 0; i < node.Input.Count; i++)
            {
                node.Input[i] = alias.GetValueOrDefault(node.Input[i], node.Input[i]);
            }

            if (!node.IsStandard() || node.OpType is not ("Identity" or "Dropout"))
            {
                continue;
            }

            if (outputs.Contains(node.Output[0]))
            {
                // The graph's output keeps its name, so the node stays, in its simplest form.
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
    /// Leftovers of training and of exporters: <c>BatchNormalization</c> gives one output and uses its statistics, attributes of opsets before 7
    /// go, and axes of reductions are an input where the opset wants them there.
    /// </summary>
    public static void UseOneForm(GraphProto graph, int opset)
    {
        const int axesAreInputsSince = 18;
        foreach (var node in graph.Node.Where(n => n.IsStandard()))
        {
            Remove(node, "consumed_inputs");
            Remove(node, "is_test");
            if (node.OpType == "BatchNormalization")
            {
                Remove(node, "training_mode");
                KeepFirst(node.Output);
                if (node.Int("spatial", 1) == 1)
                {
                    Remove(node, "spatial");
                }
            }
            else if (opset >= axesAreInputsSince && node.Input.Count == 1 && node.Find("axes") is { } axes
                && node.OpType.StartsWith("Reduce", StringComparison.Ordinal))
            {
                var tensor = ProtoExtensions.Tensor($"{node.Output[0]}/axes", axes.Ints.ToArray());
                graph.Initializer.Add(tensor);
                node.Input.Add(tensor.Name);
                node.Attribute.Remove(axes);
            }
        }
    }

    /// <summary>An input <c>[N, H, W, 3]</c> becomes <c>[N, 3, H, W]</c> with a <c>Transpose</c> behind it, which ONNX Runtime cancels.</summary>
    public static void PutChannelsFirst(GraphProto graph, ValueInfoProto input)
    {
        var shape = input.Type.TensorType.Shape;
        var last = shape.Dim[3];
        shape.Dim.RemoveAt(3);
        shape.Dim.Insert(1, last);
        var inner = input.Name + "/channels_last";
        foreach (var node in graph.Node)
        {
            for (var i = 0; i < node.Input.Count; i++)
            {
                node.Input[i] = node.Input[i] == input.Name ? inner : node.Input[i];
            }
        }

        graph.Node.Insert(0, ProtoExtensions.Node("Transpose", [input.Name], inner, ("perm", [0, 2, 3, 1])));
    }

    /// <summary>A batch that the file fixes becomes free: in the input, the outputs, the shapes of <c>Reshape</c> and the tokens of transformers.</summary>
    public static void FreeBatch(GraphProto graph, ValueInfoProto input)
    {
        var batch = input.Type.TensorType.Shape.Dim[0];
        if (batch.HasDimValue)
        {
            FreeReshapes(graph, batch.DimValue);
            FreeTokens(graph, input.Name, batch.DimValue);
            foreach (var dim in graph.Output.Select(o => o.Type?.TensorType?.Shape?.Dim.FirstOrDefault()).OfType<TensorShapeProto.Types.Dimension>())
            {
                dim.DimParam = "N";
            }
        }

        batch.DimParam = "N";
        // What the exporter noted of inner shapes was for its own batch.
        graph.ValueInfo.Clear();
    }

    private static void FreeReshapes(GraphProto graph, long batch)
    {
        var constants = graph.Initializer.ToDictionary(t => t.Name);
        foreach (var node in graph.Node.Where(n => n.IsStandard() && n.OpType == "Reshape" && !constants.ContainsKey(n.Input[0])))
        {
            if (!constants.TryGetValue(node.Input[1], out var shape) || shape.ToInt64() is not [var first, ..] dims || first != batch)
            {
                continue;
            }

            // -1 takes what is left; where it is taken already, 0 copies the input's batch.
            dims[0] = dims.Contains(-1) ? 0 : -1;
            if (dims[0] == 0 && node.Find("allowzero") is { } allowZero)
            {
                node.Attribute.Remove(allowZero);
            }

            // Another node may read the same constant, so this one gets its own.
            var free = ProtoExtensions.Tensor($"{node.Output[0]}/shape", dims);
            graph.Initializer.Add(free);
            node.Input[1] = free.Name;
        }
    }

    /// <summary>What a transformer joins to the patches of each image, such as its class token, is repeated for every image of the batch.</summary>
    private static void FreeTokens(GraphProto graph, string input, long batch)
    {
        var constants = graph.Initializer.ToDictionary(t => t.Name);
        foreach (var node in graph.Node.Where(n => n.IsStandard() && n.OpType == "Concat" && n.Int("axis", 0) != 0).ToList())
        {
            for (var i = 0; i < node.Input.Count; i++)
            {
                var expand = graph.Node.FirstOrDefault(n => n.OpType == "Expand" && n.Output[0] == node.Input[i]);
                var token = expand?.Input[0] ?? node.Input[i];
                var shape = expand is null ? constants.GetValueOrDefault(token)?.Dims.ToArray() : constants.GetValueOrDefault(expand.Input[1])?.ToInt64();
                if (constants.TryGetValue(token, out var stored) && shape is [var first, _, _, ..] && first == batch && stored.Dims.FirstOrDefault(1) == 1
                    && node.Input.Any(other => !constants.ContainsKey(other) && other != node.Input[i]))
                {
                    Repeat(graph, expand ?? node, node, i, token, [.. shape.Skip(1)], input);
                }
            }
        }
    }

    private static void Repeat(GraphProto graph, NodeProto before, NodeProto reader, int index, string token, long[] rest, string input)
    {
        var name = $"{reader.Output[0]}/token{index}";
        graph.Initializer.Add(ProtoExtensions.Tensor(name + "/first", [0L]));
        graph.Initializer.Add(ProtoExtensions.Tensor(name + "/rest", rest));
        NodeProto[] nodes =
        [
            ProtoExtensions.Node("Shape", [input], name + "/shape"),
            ProtoExtensions.Node("Gather", [name + "/shape", name + "/first"], name + "/batch"),
            ProtoExtensions.Node("Concat", [name + "/batch", name + "/rest"], name + "/target", ("axis", [0])),
            ProtoExtensions.Node("Expand", [token, name + "/target"], name),
        ];
        foreach (var added in nodes)
        {
            graph.Node.Insert(graph.Node.IndexOf(before), added);
        }

        reader.Input[index] = name;
    }

    private static void Remove(NodeProto node, string attribute)
    {
        if (node.Find(attribute) is { } found)
        {
            node.Attribute.Remove(found);
        }
    }

    private static TensorProto Scalar(TensorProto tensor)
    {
        tensor.Dims.Clear();
        return tensor;
    }

    private static void KeepFirst(Google.Protobuf.Collections.RepeatedField<string> names)
    {
        while (names.Count > 1)
        {
            names.RemoveAt(names.Count - 1);
        }
    }
}
