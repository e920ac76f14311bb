using Transfer.Models.Onnx;

namespace Transfer.Models;

/// <summary>Frees the batch size of a network that was exported for one batch size.</summary>
internal static class BatchDimension
{
    /// <summary>Frees the batch in the outputs, the shapes of <c>Reshape</c> and the tokens of transformers.</summary>
    public static void Free(GraphProto graph, ImageInput input)
    {
        if (input.Batch is { } batch)
        {
            FreeReshapes(graph, batch);
            FreeTokens(graph, input.Name, batch);
            foreach (var shape in graph.Output.Select(o => o.Type?.TensorType?.Shape).Where(s => s?.Dim.Count > 0))
            {
                shape!.Dim[0].DimParam = "N";
            }
        }

        // The shapes of inner tensors in the file are those of its own batch size.
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

            // -1 stands for the remaining values and may stand once; 0 copies the batch of the input.
            dims[0] = dims.Contains(-1) ? 0 : -1;
            if (dims[0] == 0 && node.Find("allowzero") is { } allowZero)
            {
                node.Attribute.Remove(allowZero);
            }

            // Another node may read the same constant, so this node gets its own.
            var free = ProtoExtensions.Tensor($"{node.Output[0]}/shape", dims);
            graph.Initializer.Add(free);
            node.Input[1] = free.Name;
        }
    }

    /// <summary>Repeats for each image of the batch what a transformer joins to its patches, such as a class token.</summary>
    private static void FreeTokens(GraphProto graph, string input, long batch)
    {
        var constants = graph.Initializer.ToDictionary(t => t.Name);
        foreach (var node in graph.Node.Where(n => n.IsStandard() && n.OpType == "Concat" && n.Int("axis", 0) != 0).ToList())
        {
            for (var i = 0; i < node.Input.Count; i++)
            {
                var joined = node.Input[i];
                var expand = graph.Node.FirstOrDefault(n => n.OpType == "Expand" && n.Output[0] == joined);
                var token = expand?.Input[0] ?? joined;
                if (!constants.TryGetValue(token, out var stored) || stored.Dims.FirstOrDefault(1) != 1)
                {
                    continue;
                }

                var shape = expand is null ? [.. stored.Dims] : constants.GetValueOrDefault(expand.Input[1])?.ToInt64();
                if (shape is [var first, _, _, ..] && first == batch
                    && node.Input.Any(other => !constants.ContainsKey(other) && other != joined))
                {
                    node.Input[i] = $"{node.Output[0]}/token{i}";
                    InsertBefore(graph, expand ?? node, Repeat(graph, input, token, shape[1..], node.Input[i]));
                }
            }
        }
    }

    /// <summary>The nodes that expand a token to <c>[batch, ...rest]</c>.</summary>
    private static NodeProto[] Repeat(GraphProto graph, string input, string token, long[] rest, string output)
    {
        graph.Initializer.Add(ProtoExtensions.Tensor(output + "/first", [0L]));
        graph.Initializer.Add(ProtoExtensions.Tensor(output + "/rest", rest));
        return
        [
            ProtoExtensions.Node("Shape", [input], output + "/shape"),
            ProtoExtensions.Node("Gather", [output + "/shape", output + "/first"], output + "/batch"),
            ProtoExtensions.Node("Concat", [output + "/batch", output + "/rest"], output + "/target", ("axis", [0])),
            ProtoExtensions.Node("Expand", [token, output + "/target"], output),
        ];
    }

    private static void InsertBefore(GraphProto graph, NodeProto before, NodeProto[] added)
    {
        foreach (var node in added)
        {
            graph.Node.Insert(graph.Node.IndexOf(before), node);
        }
    }
}
