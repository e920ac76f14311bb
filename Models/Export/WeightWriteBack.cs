using Google.Protobuf;
using TorchSharp;
using Transfer.Models.Onnx;

namespace Transfer.Models.Export;

/// <summary>Writes trained weights into the graph that they come from, by initializer name.</summary>
internal static class WeightWriteBack
{
    /// <summary>
    /// The network from the image to the output of the trained part. An initializer that is also read below the cut keeps its values there,
    /// and the trained values get a name of their own. Trained weights are float32, also where the file has them in 16 bits, which would
    /// lose what small steps have changed.
    /// </summary>
    public static OnnxGraph Apply(TrainableGraph trained)
    {
        var part = trained.Part;
        var graph = part.Graph;
        var above = part.Nodes.ToHashSet(ReferenceEqualityComparer.Instance);
        var nodes = new GraphTopology(graph.Model.Graph).NodesFor([part.Output]);
        var values = trained.Weights.Select(w => (Name: w.Key, Value: (torch.Tensor)w.Value))
            .Concat(trained.LearnsStatistics ? trained.Frozen : []).ToDictionary(w => w.Name, w => w.Value);
        var readBelow = nodes.Where(n => !above.Contains(n)).SelectMany(n => n.Reads()).ToHashSet();
        var renamed = values.Keys.Where(readBelow.Contains).ToDictionary(name => name, name => $"{name}/trained");
        var weights = graph.Model.Graph.Initializer.Where(t => values.ContainsKey(t.Name))
            .Select(t => Replace(t, values[t.Name], renamed.GetValueOrDefault(t.Name, t.Name)));
        var changed = nodes.Select(n => above.Contains(n) ? Rename(n, renamed) : n);
        return graph.With(changed, [ProtoExtensions.FloatValue(part.Output)], weights);
    }

    private static TensorProto Replace(TensorProto original, torch.Tensor values, string name)
    {
        using var scope = torch.NewDisposeScope();
        using var none = torch.no_grad();
        var data = ByteString.CopyFrom(values.detach().cpu().contiguous().bytes);
        return new TensorProto { Name = name, DataType = original.DataType, Dims = { original.Dims }, RawData = data };
    }

    private static NodeProto Rename(NodeProto node, Dictionary<string, string> names)
    {
        if (!node.Input.Any(names.ContainsKey))
        {
            return node;
        }

        var copy = node.Clone();
        GraphNormalizer.RenameInputs(copy, names);
        return copy;
    }
}
