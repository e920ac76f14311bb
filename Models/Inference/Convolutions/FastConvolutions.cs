using System.Runtime.Intrinsics.X86;
using Transfer.Models.Onnx;

namespace Transfer.Models;

/// <summary>Finds the convolutions of a network that <see cref="TiledConvolution"/> computes faster than ONNX Runtime, and gives them to it.</summary>
/// <remarks>Batch normalisation behind a convolution goes into its weights; a map that is added, an activation and 2x2 pooling into its last steps.</remarks>
internal static class FastConvolutions
{
    /// <summary>The way that features are computed, as part of what shapes them; the number counts changes to their last bits.</summary>
    public const string Name = "Winograd F(4x4, 3x3), 2";

    // With fewer channels the transforms outweigh the products that they save. Images are an exception: what ONNX Runtime makes of them
    // it would have to lay out anew for the next convolution.
    private const int FewestChannels = 32;

    /// <summary>Whether this processor has what it takes.</summary>
    public static bool IsSupported => Fma.IsSupported && Avx2.IsSupported;

    /// <summary>Whether there is anything that can be replaced.</summary>
    public static bool Any(OnnxGraph graph)
    {
        var weights = graph.Model.Graph.Initializer.ToDictionary(t => t.Name);
        return IsSupported && graph.Model.Graph.Node.Any(n => Padding(n, weights, graph.InputName) is not null);
    }

    /// <summary>Replaces what can be replaced.</summary>
    /// <returns>The graph and the convolutions of its nodes by their index; none when nothing was replaced.</returns>
    public static (OnnxGraph Graph, IReadOnlyList<TiledConvolution> Convolutions) Replace(OnnxGraph graph)
    {
        var weights = graph.Model.Graph.Initializer.ToDictionary(t => t.Name);
        var outputs = graph.Model.Graph.Output.Select(o => o.Name).ToHashSet();
        var readers = graph.Model.Graph.Node.SelectMany(n => n.Reads().Select(r => (Tensor: r, Node: n))).ToLookup(p => p.Tensor, p => p.Node);
        var sizes = new MapSizes(graph.Model.Graph, weights);
        var rooms = new WorkRooms();
        var convolutions = new List<TiledConvolution>();
        var nodes = graph.Model.Graph.Node.ToList();
        foreach (var node in graph.Model.Graph.Node)
        {
            if (Padding(node, weights, graph.InputName) is not { } padding)
            {
                continue;
            }

            var kernel = weights[node.Input[1]];
            var filters = (int)kernel.Dims[0];
            var (kernels, bias) = (kernel.ToFloats(), node.Input.Count > 2 && node.Input[2].Length > 0 ? weights[node.Input[2]].ToFloats() : new float[filters]);
            var (last, addend) = (node, "");
            while (Next(last) is { } changing && ChannelChange.Of(changing, last.Output[0], weights) is { } change && change.Fits(filters))
            {
                change.Apply(kernels, bias);
                nodes.Remove(last);
                last = changing;
            }

            // Of two convolutions that are added, one takes the sum.
            if (Next(last) is { OpType: "Add" } sum && sum.Input.FirstOrDefault(i => i != last.Output[0]) is { } other && sizes.AreEqual(last.Output[0], other)
                && nodes.Contains(sum))
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
            var fast = ProtoExtensions.Node(ConvolutionOperator.Name, inputs, last.Output[0], (ConvolutionOperator.IndexAttribute, [convolutions.Count]));
            fast.Domain = ConvolutionOperator.Domain;
            nodes[nodes.IndexOf(last)] = fast;
            convolutions.Add(new TiledConvolution(kernels, padding, new ConvolutionEnd(bias, bounds.Low, bounds.High, addend.Length > 0, isPooled), rooms));
        }

        return convolutions.Count == 0 ? (graph, []) : (graph.WithOperators(nodes, ConvolutionOperator.Domain, sizes.Describe()), convolutions);

        // The one node that reads a node's result, if it is read by no other and not given out.
        NodeProto? Next(NodeProto node) => !outputs.Contains(node.Output[0]) && readers[node.Output[0]].Take(2).ToArray() is [var reader] && reader.IsStandard() ? reader : null;
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
            case "Clip" when node.Find("min") is null && node.Find("max") is null && node.Input.Skip(1).All(i => i.Length == 0 || weights.ContainsKey(i)):
                return (Bound(1, float.NegativeInfinity), Bound(2, float.PositiveInfinity));
            default:
                return null;
        }

        float Bound(int input, float otherwise) => node.Input.Count > input && node.Input[input].Length > 0 ? weights[node.Input[input]].ToFloats()[0] : otherwise;
    }
}
