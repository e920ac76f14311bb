using Microsoft.ML.OnnxRuntime;
using Transfer.Models.Onnx;

namespace Transfer.Models;

/// <summary>Frees the batch size of a network that was exported for one batch size.</summary>
internal static class BatchDimension
{
    /// <summary>Frees the batch in outputs, in the shapes of <c>Reshape</c> and <c>Resize</c> and in the tokens of transformers.</summary>
    /// <param name="model">The network.</param>
    /// <param name="input">Its images, with the batch size that it is written for.</param>
    public static void Free(ModelProto model, ImageInput input)
    {
        var (graph, batch) = (model.Graph, input.Batch!.Value);
        var images = graph.DependsOn(input.Name);
        FreeReshapes(model, input, images);
        FreeSizes(graph, batch, images);
        FreeTokens(graph, input.Name, batch, images);
        foreach (var shape in graph.Output.Select(o => o.Type?.TensorType?.Shape).Where(s => s?.Dim.Count > 0))
        {
            shape!.Dim[0].DimParam = "N";
        }
    }

    private static void FreeReshapes(ModelProto model, ImageInput input, HashSet<string> images)
    {
        var (graph, batch) = (model.Graph, input.Batch!.Value);
        var constants = graph.Initializer.ToDictionary(t => t.Name);
        // Another tensor may well begin with the number of images.
        var reshapes = graph.Node.Where(n => n.IsStandard() && n.OpType == "Reshape" && images.Contains(n.Input[0])
            && constants.ContainsKey(n.Input[1])).Select(n => (Node: n, Dims: constants[n.Input[1]].ToInt64())).ToList();
        var axes = reshapes.All(r => r.Dims.Length == 0 || r.Dims[0] == batch || r.Dims[0] is 0 or -1) ? null
            : Measure(model, input, images);
        foreach (var (node, dims) in reshapes)
        {
            var axis = axes?.Of(node.Output[0])?.Axis ?? 0;
            if (axis >= dims.Length || dims[axis] is 0 or -1 || (axes is null && dims[axis] != batch))
            {
                continue;
            }

            // -1 stands for the remaining values and may stand once; 0 copies the size of the input on this axis.
            var rest = Array.IndexOf(dims, -1);
            var copies = rest >= 0 && (axes is null || axes.Of(node.Input[0]) == axes.Of(node.Output[0]));
            if (rest >= 0 && !copies)
            {
                dims[rest] = axes!.Shape(node.Output[0])[rest];
            }

            dims[axis] = copies ? 0 : -1;
            if (copies && node.Find("allowzero") is { } allowZero)
            {
                node.Attribute.Remove(allowZero);
            }

            // Another node may read the same constant, so this node gets its own.
            var free = ProtoExtensions.Tensor($"{node.Output[0]}/shape", dims);
            graph.Initializer.Add(free);
            node.Input[1] = free.Name;
        }
    }

    /// <summary>Where the images are in each tensor; null where the network does not run.</summary>
    private static BatchAxes? Measure(ModelProto model, ImageInput input, HashSet<string> images)
    {
        string[] tensors = [.. images.Where(t => t != input.Name)];
        var size = input.Size ?? CutPoints.UsualImageSize;
        var black = ImageBatch.Black((int)input.Batch!.Value, size);
        try
        {
            using var probe = new GraphProbe(OnnxGraph.Of(model, input.Name), tensors, GraphOptimizationLevel.ORT_DISABLE_ALL);
            var shapes = tensors.Zip(probe.Run(black, v => MeasuredTensor.Of(v).Shape)).ToDictionary(t => t.First, t => t.Second);
            shapes[input.Name] = [black.Count, 3, size, size];
            return new BatchAxes(model.Graph.Node, input.Name, shapes);
        }
        catch (NotSupportedException)
        {
            // What is wrong is said where it is used.
            return null;
        }
    }

    /// <summary>Takes the batch from the maps that are resized, where all sizes are stored.</summary>
    private static void FreeSizes(GraphProto graph, long batch, HashSet<string> images)
    {
        const int sizesInput = 3;
        var constants = graph.Initializer.ToDictionary(t => t.Name);
        foreach (var node in graph.Node.Where(n => n.IsStandard() && n.OpType == "Resize" && n.Find("axes") is null
            && n.Input.Count > sizesInput && images.Contains(n.Input[0])).ToList())
        {
            if (constants.GetValueOrDefault(node.Input[sizesInput])?.ToInt64() is [var first, .. var rest] && first == batch)
            {
                node.Input[sizesInput] = $"{node.Output[0]}/sizes/target";
                InsertBefore(graph, node, Shape(graph, node.Input[0], rest, $"{node.Output[0]}/sizes"));
            }
        }
    }

    /// <summary>Repeats for each image of the batch what a transformer joins to its patches, such as a class token.</summary>
    private static void FreeTokens(GraphProto graph, string input, long batch, HashSet<string> images)
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
                    && node.Input.Any(other => images.Contains(other) && other != joined))
                {
                    node.Input[i] = $"{node.Output[0]}/token{i}";
                    InsertBefore(graph, expand ?? node, Repeat(graph, input, token, shape[1..], node.Input[i]));
                }
            }
        }
    }

    /// <summary>The nodes that expand a token to <c>[batch, ...rest]</c>.</summary>
    private static NodeProto[] Repeat(GraphProto graph, string input, string token, long[] rest, string output) =>
        [.. Shape(graph, input, rest, output), ProtoExtensions.Node("Expand", [token, output + "/target"], output)];

    /// <summary>The nodes that compute a shape: the batch of a tensor, and stored lengths.</summary>
    private static NodeProto[] Shape(GraphProto graph, string input, long[] rest, string output)
    {
        graph.Initializer.Add(ProtoExtensions.Tensor(output + "/first", [0L]));
        graph.Initializer.Add(ProtoExtensions.Tensor(output + "/rest", rest));
        return
        [
            ProtoExtensions.Node("Shape", [input], output + "/shape"),
            ProtoExtensions.Node("Gather", [output + "/shape", output + "/first"], output + "/batch"),
            ProtoExtensions.Node("Concat", [output + "/batch", output + "/rest"], output + "/target", ("axis", [0])),
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
