using Transfer.Models.Onnx;

namespace Transfer.Models;

/// <summary>Writes base and head as one ONNX file that anyone can run: pictures <c>[N, 3, H, W]</c> to probabilities.</summary>
public static class OnnxExporter
{
    /// <summary>The name of the exported output: <c>[N, 1]</c> (probability of the second class) or <c>[N, classes]</c>.</summary>
    public const string OutputName = "probabilities";

    private const string FeaturesName = "head/features";

    /// <summary>Joins a base and a head.</summary>
    /// <param name="below">The network up to the end of the base, as <see cref="ConvBase.Below"/> or with trained weights.</param>
    /// <param name="pooling">What becomes of the map at its end.</param>
    /// <param name="head">The trained head.</param>
    /// <param name="metadata">What the file says of itself.</param>
    /// <returns>The graph, to be saved with <see cref="OnnxGraph.Save"/>.</returns>
    public static OnnxGraph Export(OnnxGraph below, Pooling pooling, Head head, ModelMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(below);
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(metadata);
        var (headNodes, headWeights) = HeadNodes(head);
        var nodes = below.Model.Graph.Node
            .Concat(PoolingNodes.Nodes(below.OutputName, pooling, FeaturesName))
            .Concat(headNodes);
        var input = ProtoExtensions.FloatValue(below.InputName, "N", 3, metadata.ImageSize, metadata.ImageSize);
        var exported = below.With(nodes, [Output(head)], headWeights, input);
        exported.Model.ProducerName = "Transfer";
        exported.Model.ProducerVersion = typeof(OnnxExporter).Assembly.GetName().Version!.ToString(3);
        foreach (var (key, value) in metadata.ToProperties())
        {
            exported.Model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        }

        return exported;
    }

    /// <summary>The head alone, as it stands in the exported file: features <c>[N, F]</c> to probabilities.</summary>
    internal static OnnxGraph ExportHead(OnnxGraph below, Head head)
    {
        var (nodes, weights) = HeadNodes(head);
        return below.With(nodes, [Output(head)], weights, ProtoExtensions.FloatValue(FeaturesName, "N", head.Features));
    }

    private static ValueInfoProto Output(Head head) =>
        ProtoExtensions.FloatValue(OutputName, "N", head.LastLayer == LastLayer.Sigmoid ? 1 : head.DenseLayers().Last().Bias.Length);

    private static (List<NodeProto> Nodes, List<TensorProto> Weights) HeadNodes(Head head)
    {
        List<NodeProto> nodes =
        [
            ProtoExtensions.Node("Sub", [FeaturesName, "head/mean"], "head/centred"),
            ProtoExtensions.Node("Mul", ["head/centred", "head/scale"], "head/scaled"),
        ];
        List<TensorProto> weights =
        [
            ProtoExtensions.Tensor("head/mean", head.Scaling.Mean, head.Features),
            ProtoExtensions.Tensor("head/scale", head.Scaling.Scale, head.Features),
        ];
        var tensor = "head/scaled";
        foreach (var (index, (weight, bias)) in head.DenseLayers().Index())
        {
            if (index > 0)
            {
                nodes.Add(ProtoExtensions.Node("Relu", [tensor], $"head/dense{index}/relu"));
                tensor = $"head/dense{index}/relu";
            }

            var name = $"head/dense{index + 1}";
            weights.Add(ProtoExtensions.Tensor(name + "/weight", weight, bias.Length, weight.Length / bias.Length));
            weights.Add(ProtoExtensions.Tensor(name + "/bias", bias, bias.Length));
            nodes.Add(ProtoExtensions.Node("Gemm", [tensor, name + "/weight", name + "/bias"], name, ("transB", [1])));
            tensor = name;
        }

        nodes.Add(head.LastLayer == LastLayer.Sigmoid
            ? ProtoExtensions.Node("Sigmoid", [tensor], OutputName)
            : ProtoExtensions.Node("Softmax", [tensor], OutputName, ("axis", [1])));
        return (nodes, weights);
    }
}
