using Transfer.Models.Onnx;

namespace Transfer.Models;

/// <summary>Replaces the convolutions of a network that <see cref="TiledConvolution"/> computes faster than ONNX Runtime.</summary>
/// <remarks>
/// Batch normalisation behind a convolution is folded into its weights; a map that is added, an activation and 2x2 pooling become its
/// epilogue.
/// </remarks>
internal static class FastConvolutions
{
    /// <summary>The name of the algorithm in the cache key of features; the number at its end counts changes to their last bits.</summary>
    public const string Name = "Winograd F(4x4, 3x3), 3";

    // With fewer channels the transforms outweigh the products that they save. Images are an exception: ONNX Runtime would have to lay out
    // its result anew for the next convolution.
    private const int FewestChannels = 32;

    /// <summary>Whether there is anything that can be replaced.</summary>
    public static bool Any(OnnxGraph graph)
    {
        var weights = graph.Model.Graph.Initializer.ToDictionary(t => t.Name);
        return TiledConvolution.IsSupported && graph.Model.Graph.Node.Any(n => Padding(n, weights, graph.InputName) is not null);
    }

    /// <summary>Replaces the convolutions that can be replaced.</summary>
    /// <param name="convolutions">Receives them by the index that their nodes have; empty so far.</param>
    public static OnnxGraph Replace(OnnxGraph graph, ConvolutionSet convolutions)
    {
        var weights = graph.Model.Graph.Initializer.ToDictionary(t => t.Name);
        var outputs = graph.Model.Graph.Output.Select(o => o.Name).ToHashSet();
        var readers = graph.Model.Graph.Node.SelectMany(n => n.Reads().Select(r => (Tensor: r, Node: n)))
            .ToLookup(p => p.Tensor, p => p.Node);
        var shapes = new SymbolicShapes(graph.Model.Graph, weights);
        var nodes = graph.Model.Graph.Node.ToList();
        foreach (var node in graph.Model.Graph.Node)
        {
            if (Padding(node, weights, graph.InputName) is not { } padding)
            {
                continue;
            }

            var kernel = weights[node.Input[1]];
            var filters = (int)kernel.Dims[0];
            var kernels = kernel.ToFloats();
            var bias = node.Input.Count > 2 && node.Input[2].Length > 0 ? weights[node.Input[2]].ToFloats() : new float[filters];
            var (last, addend) = (node, "");
            while (Next(last) is { } changing && ChannelAffine.Of(changing, last.Output[0], weights) is { } change && change.Fits(filters))
            {
                change.Apply(kernels, bias);
                nodes.Remove(last);
                last = changing;
            }

            // Of two convolutions that are added, one takes the sum.
            if (Next(last) is { OpType: "Add" } sum && sum.Input.FirstOrDefault(i => i != last.Output[0]) is { } other
                && shapes.AreEqual(last.Output[0], other) && nodes.Contains(sum))
            {
                nodes.Remove(last);
                (last, addend) = (sum, other);
            }

            var bounds = (Low: float.NegativeInfinity, High: float.PositiveInfinity);
            if (Next(last) is { } activation && Bounds(activation, weights) is { } found)
            {
                nodes.Remove(last);
                (last, bounds) = (activation, found);
            }

            var isPooled = addend.Length == 0 && Next(last) is { } pooling && Halves(pooling);
            if (isPooled)
            {
                nodes.Remove(last);
                last = Next(last)!;
            }

            string[] inputs = addend.Length > 0 ? [node.Input[0], addend] : [node.Input[0]];
            var fast = ProtoExtensions.Node(
                ConvolutionOperator.Name, inputs, last.Output[0], (ConvolutionOperator.IndexAttribute, [convolutions.Count]));
            fast.Domain = ConvolutionOperator.Domain;
            nodes[nodes.IndexOf(last)] = fast;
            convolutions.Add(kernels, padding, new Epilogue(bias, bounds.Low, bounds.High, addend.Length > 0, isPooled));
        }

        return convolutions.Count == 0 ? graph : graph.WithOperators(nodes, ConvolutionOperator.Domain, shapes.Describe());

        // The one node that reads a node's result, if no other does and the graph does not return it.
        NodeProto? Next(NodeProto node) => !outputs.Contains(node.Output[0])
            && readers[node.Output[0]].Take(2).ToArray() is [var reader] && reader.IsStandard() ? reader : null;
    }

    /// <summary>The padding of a 3x3 convolution that can be replaced; null for any other node.</summary>
    private static int? Padding(NodeProto node, Dictionary<string, TensorProto> weights, string images)
    {
        if (!node.IsStandard() || node.OpType != "Conv" || node.Int("group", 1) != 1
            || !weights.TryGetValue(node.Input[1], out var kernel) || kernel.Dims is not [>= FewestChannels, var channels, 3, 3]
            || (channels < FewestChannels && node.Input[0] != images)
            || kernel.DataType != (int)TensorProto.Types.DataType.Float
            || (node.Input.Count > 2 && node.Input[2].Length > 0 && !weights.ContainsKey(node.Input[2]))
            || node.Find("strides")?.Ints.Any(s => s != 1) == true || node.Find("dilations")?.Ints.Any(d => d != 1) == true)
        {
            return null;
        }

        return node.Find("auto_pad")?.S.ToStringUtf8() switch
        {
            "SAME_UPPER" or "SAME_LOWER" => 1,
            "VALID" => 0,
            _ => node.Find("pads")?.Ints.Distinct().ToArray() switch
            {
                null => 0,
                [var all and (0 or 1)] => (int)all,
                _ => null,
            },
        };
    }

    /// <summary>Whether a node takes the largest of each 2x2 pixels.</summary>
    private static bool Halves(NodeProto node) => node.OpType == "MaxPool" && node.Output.Count == 1 && node.Int("ceil_mode", 0) == 0
        && node.Find("kernel_shape")?.Ints is [2, 2] && node.Find("strides")?.Ints is [2, 2]
        && node.Find("pads")?.Ints.Any(p => p != 0) != true && node.Find("dilations")?.Ints.Any(d => d != 1) != true
        && node.Find("auto_pad")?.S.ToStringUtf8() is null or "NOTSET" or "VALID";

    private static (float Low, float High)? Bounds(NodeProto node, Dictionary<string, TensorProto> weights)
    {
        switch (node.OpType)
        {
            case "Relu":
                return (0, float.PositiveInfinity);
            // Old opsets have the bounds as attributes.
            case "Clip" when node.Find("min") is null && node.Find("max") is null
                && node.Input.Skip(1).All(i => i.Length == 0 || weights.ContainsKey(i)):
                return (Bound(1, float.NegativeInfinity), Bound(2, float.PositiveInfinity));
            default:
                return null;
        }

        float Bound(int input, float otherwise) =>
            node.Input.Count > input && node.Input[input].Length > 0 ? weights[node.Input[input]].ToFloats()[0] : otherwise;
    }
}
