using Transfer.Models.Onnx;

namespace Transfer.Models.Export;

/// <summary>Writes base and head as one ONNX file: images to probabilities and labels, or to values.</summary>
public static class OnnxExporter
{
    /// <summary>The features that the head of an exported file gets, <c>[N, F]</c>.</summary>
    internal const string FeaturesName = "head/features";

    private const string OutputLayer = "transfer/output";
    private const string AnyBatch = "N";

    // Its images and labels need no newer operators.
    private const int OldestOpset = 9;

    /// <summary>Joins a base and a head.</summary>
    /// <param name="below">The network up to the end of the base: <see cref="ConvBase.Below"/>, or a graph with trained weights.</param>
    /// <param name="pooling">What turns the tensor at the end of the base into a row: <see cref="ConvBase.Pooling"/>.</param>
    /// <param name="head">The trained head.</param>
    /// <param name="metadata">The metadata of the file, but for what it takes.</param>
    /// <param name="preparation">
    /// How the file makes the network's input from decoded images, <c>image</c>, bytes <c>[N, H, W, 3]</c>; null for a file that takes
    /// the network's input, <c>[N, 3, ImageSize, ImageSize]</c>.
    /// </param>
    /// <returns>The graph, to be saved with <see cref="OnnxGraph.Save"/>.</returns>
    public static OnnxGraph Export(
        OnnxGraph below, MapPooling pooling, Head head, ModelMetadata metadata, ImagePreparation? preparation)
    {
        ArgumentNullException.ThrowIfNull(below);
        ArgumentNullException.ThrowIfNull(pooling);
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(metadata);
        var own = FreeNames.For(below.Model.Graph.Node.Concat(pooling.Nodes(FeaturesName)), below.InputName, out var input);
        var size = metadata.ImageSize;
        var (behind, outputs) = Behind(head, metadata, below.Batch);
        if (preparation is null)
        {
            var tensor = ProtoExtensions.FloatValue(input, below.Batch, 3, size, size);
            return Signed(
                below.With([.. own, .. behind.Nodes], outputs, behind.Weights, tensor), metadata with { Input = ModelInput.Tensor });
        }

        var opset = Math.Max(OldestOpset, below.Opset);
        var front = ImageFront.Nodes(preparation, size, input, opset);
        var exported = below.With(
            [.. front.Nodes, .. own, .. behind.Nodes], outputs, [.. front.Weights, .. behind.Weights], ImageFront.Input(below.Batch));
        Upsampling.Raise(exported.Model, opset);
        return Signed(exported, metadata with { Input = ModelInput.Image });
    }

    /// <summary>Exports a head that was trained on a table: <c>[N, F]</c> to probabilities or values.</summary>
    /// <param name="head">The trained head.</param>
    /// <param name="metadata">The metadata of the file.</param>
    /// <returns>The graph, to be saved with <see cref="OnnxGraph.Save"/>.</returns>
    public static OnnxGraph ExportTable(Head head, ModelMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(metadata);
        var (behind, outputs) = Behind(head, metadata, AnyBatch);
        return Signed(OnnxGraph.Of(new GraphProto
        {
            Name = "transfer",
            Input = { Features(head) },
            Node = { behind.Nodes },
            Initializer = { behind.Weights },
            Output = { outputs },
        }), metadata);
    }

    /// <summary>The head alone, as in the exported file: features <c>[N, F]</c> to outputs.</summary>
    internal static OnnxGraph ExportHead(OnnxGraph below, Head head, ModelMetadata metadata)
    {
        var (behind, outputs) = Behind(head, metadata, AnyBatch);
        return below.With(behind.Nodes, outputs, behind.Weights, Features(head));
    }

    private static (AddedNodes Nodes, List<ValueInfoProto> Outputs) Behind(Head head, ModelMetadata metadata, object batch)
    {
        var nodes = new AddedNodes();
        var logits = head.Export(nodes, FeaturesName);
        nodes.Begin(OutputLayer);
        logits = metadata.Temperature == 1 ? logits : nodes.Times(logits, 1 / metadata.Temperature);
        var areTwoClasses = metadata.Targets == TargetKind.Classes && head.Outputs == 1;
        OutputNodes.AddActivation(nodes, logits, head.OutputActivation, areTwoClasses, metadata.Targets);
        return (nodes, [.. OutputNodes.Add(nodes, metadata, batch)]);
    }

    private static OnnxGraph Signed(OnnxGraph exported, ModelMetadata metadata)
    {
        exported.Model.ProducerName = "Transfer";
        exported.Model.ProducerVersion = typeof(OnnxExporter).Assembly.GetName().Version!.ToString(3);
        var properties = metadata.ToProperties().Select(p => new StringStringEntryProto { Key = p.Key, Value = p.Value });
        exported.Model.MetadataProps.AddRange(properties);
        FileDescription.AddTo(exported.Model, metadata);
        return exported;
    }

    private static ValueInfoProto Features(Head head) => ProtoExtensions.FloatValue(FeaturesName, AnyBatch, head.Features);
}
