using Transfer.Models.Onnx;

namespace Transfer.Models;

/// <summary>Finds the end of the convolutional base (Keras' <c>include_top=False</c>) among the cut points.</summary>
internal static class BaseEnd
{
    // A classifier on top of a convolutional base has three dense layers at most (VGG); a transformer has dozens above its only map.
    private const int MostLayersOfAHead = 5;

    // Numbers of classes of the usual pretraining sets: ImageNet (with and without background), ImageNet-21k and its variants.
    private static readonly int[] UsualClassCounts = [1000, 1001, 10_450, 11_221, 11_821, 21_841, 21_843];

    /// <returns>The index in <paramref name="cuts"/> of the last feature map before pooling, flattening and classification.</returns>
    public static int Find(
        List<(NodeProto Node, string[] Activations)> path, List<(string Name, int Position)> cuts,
        IReadOnlyDictionary<string, TensorProto> weights, IReadOnlyDictionary<string, int[]> shapes)
    {
        var end = cuts.FindLastIndex(cut => IsMap(cut, path, shapes));
        if (end < 0)
        {
            return BeforeLastWeight(path, cuts, weights);
        }

        var layersAbove = path.Skip(cuts[end].Position + 1).Count(p => NodeCost.IsWeighted(p.Node, weights));
        if (layersAbove > MostLayersOfAHead)
        {
            return BeforeLastWeight(path, cuts, weights);
        }

        var endsInMap = end == cuts.Count - 1;
        return layersAbove == 0 && !endsInMap ? BeforeClassifierConvolution(path, cuts, weights, end) : end;
    }

    private static bool IsMap((string Name, int Position) cut, List<(NodeProto Node, string[] Activations)> path, IReadOnlyDictionary<string, int[]> shapes) =>
        path[cut.Position].Node.OpType != "Transpose" && shapes[cut.Name] is [_, var height, var width] && height * width > 1;

    /// <summary>SqueezeNet and other fully convolutional classifiers: the last 1x1 convolution before the pool gives the classes.</summary>
    private static int BeforeClassifierConvolution(
        List<(NodeProto Node, string[] Activations)> path, List<(string Name, int Position)> cuts, IReadOnlyDictionary<string, TensorProto> weights, int end)
    {
        var index = end;
        while (index > 0 && path[cuts[index].Position].Node.OpType is "Relu" or "Clip" or "LeakyRelu" or "Sigmoid" or "Softmax" or "BatchNormalization")
        {
            index--;
        }

        var node = path[cuts[index].Position].Node;
        if (index == 0 || node.OpType != "Conv" || !weights.TryGetValue(node.Input[1], out var kernel) || kernel.Dims.Skip(2).Any(d => d != 1))
        {
            return end;
        }

        var endsInSoftmax = path.Skip(cuts[end].Position + 1).Any(p => p.Node.OpType is "Softmax" or "LogSoftmax");
        return endsInSoftmax || UsualClassCounts.Contains((int)kernel.Dims[0]) ? index - 1 : end;
    }

    private static int BeforeLastWeight(
        List<(NodeProto Node, string[] Activations)> path, List<(string Name, int Position)> cuts, IReadOnlyDictionary<string, TensorProto> weights)
    {
        var last = path.FindLastIndex(p => NodeCost.IsWeighted(p.Node, weights));
        var index = cuts.FindLastIndex(cut => cut.Position < last);
        return index >= 0 ? index : cuts.Count - 1;
    }
}
