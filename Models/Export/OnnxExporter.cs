using Transfer.Models.Onnx;

namespace Transfer.Models.Export;

/// <summary>Writes base and head as one ONNX file: images <c>[N, 3, H, W]</c> to probabilities or values.</summary>
public static class OnnxExporter
{
    /// <summary>The name of the output: <c>[N, 1]</c> (the second of two classes, or a value), or <c>[N, K]</c>.</summary>
    public const string OutputName = "probabilities";

    private const string FeaturesName = "head/features";
    private const string AnyBatch = "N";

    /// <summary>Joins a base and a head.</summary>
    /// <param name="below">The network up to the end of the base: <see cref="ConvBase.Below"/>, or a graph with trained weights.</param>
    /// <param name="pooling">What turns the tensor at the end of the base into a row: <see cref="ConvBase.Pooling"/>.</param>
    /// <param name="head">The trained head.</param>
    /// <param name="metadata">The metadata of the file.</param>
    /// <returns>The graph, to be saved with <see cref="OnnxGraph.Save"/>.</returns>
    public static OnnxGraph Export(OnnxGraph below, MapPooling pooling, Head head, ModelMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(below);
        ArgumentNullException.ThrowIfNull(pooling);
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(metadata);
        var added = HeadNodes(head);
        var nodes = below.Model.Graph.Node.Concat(pooling.Nodes(FeaturesName)).Concat(added.Nodes);
        var input = ProtoExtensions.FloatValue(below.InputName, below.Batch, 3, metadata.ImageSize, metadata.ImageSize);
        return Signed(below.With(nodes, [Output(head, below.Batch)], added.Weights, input), metadata);
    }

    /// <summary>Exports a head that was trained on a table: <c>[N, F]</c> to probabilities or values.</summary>
    /// <param name="head">The trained head.</param>
    /// <param name="metadata">The metadata of the file.</param>
    /// <returns>The graph, to be saved with <see cref="OnnxGraph.Save"/>.</returns>
    public static OnnxGraph ExportTable(Head head, ModelMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(metadata);
        var added = HeadNodes(head);
        return Signed(OnnxGraph.Of(new GraphProto
        {
            Name = "transfer",
            Input = { Features(head) },
            Node = { added.Nodes },
            Initializer = { added.Weights },
            Output = { Output(head, AnyBatch) },
        }), metadata);
    }

    /// <summary>The head alone, as in the exported file: features <c>[N, F]</c> to probabilities.</summary>
    internal static OnnxGraph ExportHead(OnnxGraph below, Head head)
    {
        var added = HeadNodes(head);
        return below.With(added.Nodes, [Output(head, AnyBatch)], added.Weights, Features(head));
    }

    private static OnnxGraph Signed(OnnxGraph exported, ModelMetadata metadata)
    {
        exported.Model.ProducerName = "Transfer";
        exported.Model.ProducerVersion = typeof(OnnxExporter).Assembly.GetName().Version!.ToString(3);
        var properties = metadata.ToProperties().Select(p => new StringStringEntryProto { Key = p.Key, Value = p.Value });
        exported.Model.MetadataProps.AddRange(properties);
        return exported;
    }

    private static ValueInfoProto Features(Head head) => ProtoExtensions.FloatValue(FeaturesName, AnyBatch, head.Features);

    private static ValueInfoProto Output(Head head, object batch) => ProtoExtensions.FloatValue(OutputName, batch, head.Outputs);

    private static HeadNodes HeadNodes(Head head)
    {
        var nodes = new HeadNodes();
        var logits = head.Export(nodes, FeaturesName);
        _ = head.OutputActivation switch
        {
            OutputActivation.Sigmoid => nodes.Add("Sigmoid", [logits], [], OutputName),
            OutputActivation.Softmax => nodes.Add("Softmax", [logits], [("axis", [1])], OutputName),
            OutputActivation.Exponential => nodes.Add("Exp", [logits], [], OutputName),
            _ => nodes.Add("Identity", [logits], [], OutputName),
        };
        return nodes;
    }
}
