using System.Runtime.InteropServices;
using Google.Protobuf;
using Transfer.Models.Onnx;
using DataType = Transfer.Models.Onnx.TensorProto.Types.DataType;

namespace Transfer.Tests.Support;

/// <summary>Copies of networks whose weights are stored with fewer bits, as tools for smaller files write them.</summary>
internal static class StoredWeights
{
    /// <summary>float16 behind a <c>Cast</c>.</summary>
    public static ModelProto AsFloat16(ModelProto model) => Copy(model, (graph, tensor) =>
    {
        var halves = tensor.ToFloats().Select(v => (Half)v).ToArray();
        graph.Initializer.Add(Stored(tensor, DataType.Float16, MemoryMarshal.AsBytes(halves.AsSpan())));
        graph.Node.Add(ProtoExtensions.Node("Cast", [tensor.Name], Read(tensor), ("to", [(long)DataType.Float])));
    });

    /// <summary>float16 throughout, also between the nodes; images and outputs stay float32.</summary>
    public static ModelProto Float16Inside(ModelProto model)
    {
        var copy = model.Clone();
        var graph = copy.Graph;
        foreach (var tensor in graph.Initializer.Where(t => t.IsFloat()))
        {
            tensor.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<Half>(Array.ConvertAll(tensor.ToFloats(), v => (Half)v)));
            tensor.DataType = (int)DataType.Float16;
        }

        var outputs = graph.Output.ToDictionary(o => o.Name, o => o.Name + "_half");
        foreach (var node in graph.Node)
        {
            GraphNormalizer.RenameInputs(node, new Dictionary<string, string>(outputs) { [graph.Input[0].Name] = "images_half" });
            node.Output[0] = node.Name = outputs.GetValueOrDefault(node.Output[0], node.Output[0]);
        }

        graph.Node.Insert(0, ProtoExtensions.Node("Cast", [graph.Input[0].Name], "images_half", ("to", [(long)DataType.Float16])));
        graph.Node.AddRange(outputs.Select(o => ProtoExtensions.Node("Cast", [o.Value], o.Key, ("to", [(long)DataType.Float]))));
        return copy;
    }

    /// <summary>8-bit integers behind a <c>DequantizeLinear</c>.</summary>
    public static ModelProto AsInt8(ModelProto model) => Copy(model, (graph, tensor) =>
    {
        var values = tensor.ToFloats();
        var scale = values.Max(Math.Abs) / 127;
        var numbers = Array.ConvertAll(values, v => (sbyte)MathF.Round(v / scale));
        graph.Initializer.Add(Stored(tensor, DataType.Int8, MemoryMarshal.AsBytes(numbers.AsSpan())));
        var step = ProtoExtensions.Tensor(tensor.Name + "_scale", [scale]);
        step.Dims.Clear();
        graph.Initializer.Add(step);
        graph.Node.Add(ProtoExtensions.Node("DequantizeLinear", [tensor.Name, step.Name], Read(tensor)));
    });

    /// <summary>As <see cref="AsInt8"/>, and each activation goes through <c>QuantizeLinear</c> and <c>DequantizeLinear</c>.</summary>
    public static ModelProto Quantised(ModelProto model)
    {
        var copy = AsInt8(model);
        var step = ProtoExtensions.Tensor("step", [0.05f]);
        step.Dims.Clear();
        copy.Graph.Initializer.Add(step);
        var outputs = copy.Graph.Output.Select(o => o.Name).ToHashSet();
        foreach (var node in copy.Graph.Node.Where(n => n.OpType is "Relu" or "Clip" && !outputs.Contains(n.Output[0])).ToList())
        {
            var name = node.Output[0];
            foreach (var reader in copy.Graph.Node)
            {
                GraphNormalizer.RenameInputs(reader, new Dictionary<string, string> { [name] = name + "_read" });
            }

            var at = copy.Graph.Node.IndexOf(node);
            copy.Graph.Node.Insert(at + 1, ProtoExtensions.Node("QuantizeLinear", [name, "step"], name + "_stored"));
            copy.Graph.Node.Insert(at + 2, ProtoExtensions.Node("DequantizeLinear", [name + "_stored", "step"], name + "_read"));
        }

        return copy;
    }

    private static ModelProto Copy(ModelProto model, Action<GraphProto, TensorProto> store)
    {
        var copy = model.Clone();
        var nodes = copy.Graph.Node.ToList();
        copy.Graph.Node.Clear();
        foreach (var tensor in copy.Graph.Initializer.Where(t => t.IsFloat() && t.Dims.Count > 0).ToList())
        {
            copy.Graph.Initializer.Remove(tensor);
            store(copy.Graph, tensor);
            nodes.ForEach(n => GraphNormalizer.RenameInputs(n, new Dictionary<string, string> { [tensor.Name] = Read(tensor) }));
        }

        copy.Graph.Node.AddRange(nodes);
        return copy;
    }

    private static string Read(TensorProto tensor) => tensor.Name + "_read";

    private static TensorProto Stored(TensorProto tensor, DataType type, ReadOnlySpan<byte> bytes) =>
        new() { Name = tensor.Name, DataType = (int)type, Dims = { tensor.Dims }, RawData = ByteString.CopyFrom(bytes) };
}
