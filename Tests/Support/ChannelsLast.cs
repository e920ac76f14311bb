using Transfer.Models.Onnx;

namespace Transfer.Tests.Support;

/// <summary>Rewrites networks to feature maps <c>[N, H, W, C]</c>, as exporters of TensorFlow leave them, with the same weights.</summary>
internal static class ChannelsLast
{
    private static readonly string[] ChannelsFirst = ["Conv", "MaxPool", "AveragePool", "GlobalAveragePool", "BatchNormalization"];

    /// <summary>The same network with maps <c>[N, H, W, C]</c> between convolutions, and such images.</summary>
    public static ModelProto Of(ModelProto model)
    {
        var twin = model.Clone();
        var graph = twin.Graph;
        var dims = graph.Input.Single(i => graph.Initializer.All(t => t.Name != i.Name)).Type.TensorType.Shape.Dim;
        var channels = dims[1];
        dims.RemoveAt(1);
        dims.Add(channels);
        graph.Node.Clear();
        foreach (var node in model.Graph.Node.Select(n => n.Clone()))
        {
            if (ChannelsFirst.Contains(node.OpType))
            {
                var (input, output) = (node.Input[0], node.Output[0]);
                graph.Node.Add(ProtoExtensions.Node("Transpose", [input], output + "/in", ("perm", [0, 3, 1, 2])));
                (node.Input[0], node.Output[0]) = (output + "/in", output + "/out");
                graph.Node.Add(node);
                graph.Node.Add(ProtoExtensions.Node("Transpose", [output + "/out"], output, ("perm", [0, 2, 3, 1])));
                graph.Node[^1].Name = output + "/back";
                continue;
            }

            if (node.OpType == "Concat")
            {
                node.Attribute.Single(a => a.Name == "axis").I = 3;
            }

            if (node.OpType == "ReduceMean")
            {
                if (node.Find("axes") is { } axes)
                {
                    axes.Ints.Clear();
                    axes.Ints.AddRange([1, 2]);
                }
                else
                {
                    graph.Initializer.Add(ProtoExtensions.Tensor("axes of positions", [1L, 2]));
                    node.Input[1] = "axes of positions";
                }
            }

            graph.Node.Add(node);
        }

        return twin;
    }
}
