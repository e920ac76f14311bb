using Transfer.Models.Onnx;

namespace Transfer.Models.Export;

/// <summary>Raises networks of opsets 7 and 8, of whose operators only <c>Upsample</c> has changed since.</summary>
internal static class Upsampling
{
    private const int ScalesAreInputSince = 9;

    /// <param name="model">The network; its nodes stay as they are, and copies take their places.</param>
    /// <param name="opset">The version of the standard operators from now on.</param>
    public static void Raise(ModelProto model, long opset)
    {
        var nodes = model.Graph.Node;
        for (var i = 0; model.Opset() < ScalesAreInputSince && i < nodes.Count; i++)
        {
            if (nodes[i] is { OpType: "Upsample" } node && node.IsStandard() && node.Find("scales") is { } scales)
            {
                var (copy, name) = (node.Clone(), $"{node.Output[0]}/scales");
                copy.Attribute.Remove(copy.Find("scales"));
                copy.Input.Add(name);
                model.Graph.Initializer.Add(ProtoExtensions.Tensor(name, [.. scales.Floats], scales.Floats.Count));
                nodes[i] = copy;
            }
        }

        model.SetOpset(opset);
    }
}
