using Transfer.Models.Onnx;

namespace Transfer.Models.Quantization;

/// <summary>
/// Raises a network of opset 7 to 12 to opset 13, the first in which weights have a step for each channel. Operators whose form has
/// changed are rewritten; those that cannot be are named.
/// </summary>
internal static class NewOpset
{
    /// <summary>The oldest opset with steps for channels.</summary>
    public const int Oldest = 13;

    /// <param name="model">The network, with stored tensors as initializers; changed in place.</param>
    /// <exception cref="NotSupportedException">An operator has no such form.</exception>
    public static void Raise(ModelProto model)
    {
        var opset = model.Opset();
        if (opset >= Oldest)
        {
            return;
        }

        foreach (var node in model.Graph.Node.Where(n => n.IsStandard()))
        {
            Raise(model.Graph, node, opset);
        }

        model.SetOpset(Oldest);
    }

    private static void Raise(GraphProto graph, NodeProto node, long opset)
    {
        switch (node.OpType)
        {
            case "Clip" when opset < 11:
                ToInputs(graph, node, [("min", float.MinValue), ("max", float.MaxValue)]);
                break;
            case "Pad" when opset < 11:
                ToInputs(graph, node, "pads");
                ToInputs(graph, node, [("value", 0)]);
                break;
            case "Slice" when opset < 10:
                ToInputs(graph, node, "starts", "ends", "axes");
                break;
            case "Squeeze" or "Unsqueeze" or "ReduceSum":
                ToInputs(graph, node, "axes");
                break;
            case "Split":
                ToInputs(graph, node, "split");
                break;
            case "BatchNormalization":
                Remove(node, "spatial");
                break;
            case "Dropout":
                Remove(node, "ratio");
                break;
            case "Softmax" or "LogSoftmax" or "Hardmax":
                // Without an axis it was 1, of everything behind it; the networks that have one here are of rank two.
                if (node.Find("axis") is null)
                {
                    node.Attribute.Add(new AttributeProto { Name = "axis", Type = AttributeProto.Types.AttributeType.Int, I = 1 });
                }

                break;
            case "Upsample" or "TopK" or "Resize" or "Scan" or "Loop" when opset < 11:
                throw new NotSupportedException($"The network is of opset {opset}, and its '{node.OpType}' cannot be written in opset "
                    + $"{Oldest}, which eight bits need. Export the network with opset {Oldest} or newer.");
        }
    }

    private static void Remove(NodeProto node, string name)
    {
        if (node.Find(name) is { } attribute)
        {
            node.Attribute.Remove(attribute);
        }
    }

    /// <summary>Stores attributes of integers as inputs; inputs behind one that is missing stay empty.</summary>
    private static void ToInputs(GraphProto graph, NodeProto node, params string[] names)
    {
        foreach (var name in names)
        {
            if (node.Find(name) is { } attribute)
            {
                graph.Initializer.Add(ProtoExtensions.Tensor($"{node.Output[0]}/{name}", [.. attribute.Ints]));
                node.Input.Add(graph.Initializer[^1].Name);
                Remove(node, name);
            }
        }
    }

    /// <summary>Stores attributes of single numbers as inputs.</summary>
    private static void ToInputs(GraphProto graph, NodeProto node, (string Name, float Usual)[] numbers)
    {
        foreach (var (name, usual) in numbers)
        {
            var attribute = node.Find(name);
            graph.Initializer.Add(ProtoExtensions.Tensor($"{node.Output[0]}/{name}", [attribute?.F ?? usual], []));
            node.Input.Add(graph.Initializer[^1].Name);
            Remove(node, name);
        }
    }
}
