using Transfer.Models.Onnx;
using DataType = Transfer.Models.Onnx.TensorProto.Types.DataType;

namespace Transfer.Models.Quantization;

/// <summary>
/// Stores the weights of a network in 16 bits, half the bytes, with a <c>Cast</c> behind each. Runtimes cast once, when they load the file,
/// and compute in 32 bits as before.
/// </summary>
internal static class Float16Weights
{
    // Statistics and steps of few numbers cost no room.
    private const int FewValues = 256;

    /// <summary>A copy with such weights; tensors with values beyond the range of 16 bits stay as they are.</summary>
    public static ModelProto Store(ModelProto model)
    {
        var copy = model.Clone();
        var (graph, casts) = (copy.Graph, new List<NodeProto>());
        for (var i = 0; i < graph.Initializer.Count; i++)
        {
            var tensor = graph.Initializer[i];
            if ((DataType)tensor.DataType != DataType.Float || tensor.ElementCount() < FewValues)
            {
                continue;
            }

            var halves = Array.ConvertAll(tensor.ToFloats(), value => (Half)value);
            if (halves.All(Half.IsFinite))
            {
                var name = $"{tensor.Name}/float16";
                graph.Initializer[i] = ProtoExtensions.Float16Tensor(name, halves, [.. tensor.Dims]);
                casts.Add(ProtoExtensions.Node("Cast", [name], tensor.Name, ("to", [(long)DataType.Float])));
            }
        }

        List<NodeProto> nodes = [.. casts, .. graph.Node];
        graph.Node.Clear();
        graph.Node.AddRange(nodes);
        return copy;
    }
}
