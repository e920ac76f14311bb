using Google.Protobuf;
using TorchSharp;
using Transfer.Models.Onnx;
using DataType = Transfer.Models.Onnx.TensorProto.Types.DataType;

namespace Transfer.Models;

/// <summary>Puts trained weights back into the graph that they came from, by initializer name; everything else stays as it is.</summary>
internal static class WeightWriteBack
{
    /// <summary>
    /// The network up to the trained part's output. An initializer that is also read below the cut keeps its old values there; the trained
    /// ones get a name of their own.
    /// </summary>
    public static OnnxGraph Apply(TrainableGraph trained)
    {
        var part = trained.Part;
        var graph = part.Graph;
        var above = part.Nodes.ToHashSet(ReferenceEqualityComparer.Instance);
        var nodes = new GraphTopology(graph.Model.Graph).NodesFor([part.Output]);
        var readBelow = nodes.Where(n => !above.Contains(n)).SelectMany(n => n.Reads()).ToHashSet();
        var changed = trained.Weights.Select(w => (w.Key, Value: (torch.Tensor)w.Value));
        changed = trained.LearnsStatistics ? changed.Concat(trained.Frozen.Select(f => (f.Name, f.Value))) : changed;
        var values = changed.ToDictionary(w => w.Key, w => w.Value);
        var renamed = values.Keys.Where(readBelow.Contains).ToDictionary(name => name, name => $"{name}/trained");
        var weights = graph.Model.Graph.Initializer.Where(t => values.ContainsKey(t.Name))
            .Select(t => Replace(t, values[t.Name], renamed.GetValueOrDefault(t.Name, t.Name)));
        return graph.With(nodes.Select(n => above.Contains(n) ? Rename(n, renamed) : n), [ProtoExtensions.FloatValue(part.Output)], weights.ToList());
    }

    private static TensorProto Replace(TensorProto original, torch.Tensor values, string name)
    {
        var tensor = new TensorProto { Name = name, DataType = original.DataType };
        tensor.Dims.AddRange(original.Dims);
        using var scope = torch.NewDisposeScope();
        using var none = torch.no_grad();
        // The file keeps the type that it had.
        var typed = values.detach().cpu().to((DataType)original.DataType switch
        {
            DataType.Float16 => torch.ScalarType.Float16,
            DataType.Bfloat16 => torch.ScalarType.BFloat16,
            DataType.Double => torch.ScalarType.Float64,
            _ => torch.ScalarType.Float32,
        }).contiguous();
        tensor.RawData = ByteString.CopyFrom(typed.bytes);
        return tensor;
    }

    private static NodeProto Rename(NodeProto node, Dictionary<string, string> names)
    {
        if (!node.Input.Any(names.ContainsKey))
        {
            return node;
        }

        var copy = node.Clone();
        for (var i = 0; i < copy.Input.Count; i++)
        {
            copy.Input[i] = names.GetValueOrDefault(copy.Input[i], copy.Input[i]);
        }

        return copy;
    }
}
