namespace Transfer.Models;

/// <summary>Finds the end of the convolutional base (<c>include_top=False</c> in Keras) among the cut points.</summary>
internal static class BaseEnd
{
    // A classifier above a convolutional base has three dense layers at most (VGG). A transformer has dozens above its only feature map.
    private const int MostLayersOfAHead = 5;

    // Class counts of the usual pretraining data: ImageNet (with and without background), ImageNet-21k and its variants.
    private static readonly int[] UsualClassCounts = [1000, 1001, 10_450, 11_221, 11_821, 21_841, 21_843];

    // The map below them is the same one, as the network computes it.
    private static readonly string[] Copies = ["Transpose", "Cast", "QuantizeLinear", "DequantizeLinear"];

    /// <param name="shapes">Shapes of the tensors at the cuts, without the batch.</param>
    /// <param name="axes">Where their channels are.</param>
    /// <returns>The cut at the last feature map before pooling, flattening and classification.</returns>
    public static Frontier Find(
        ActivationPath path, List<Frontier> cuts, IReadOnlyDictionary<string, int[]> shapes, ChannelAxes axes)
    {
        var end = cuts.FindLastIndex(cut => IsMap(cut));
        var layersAbove = end < 0 ? 0 : path.CountWeighted((cuts[end].Position + 1)..);
        if (end < 0 || layersAbove > MostLayersOfAHead)
        {
            // A transformer without a classifier returns its tokens.
            var last = shapes[cuts[^1].Tensors[0]] is [> 1, _] ? int.MaxValue
                : Enumerable.Range(0, path.Nodes.Count).LastOrDefault(path.IsWeighted, -1);
            return cuts.LastOrDefault(cut => cut.Position < last) ?? cuts[^1];
        }

        return layersAbove == 0 && end < cuts.Count - 1 ? BeforeClassifierConvolution(path, cuts, end) : cuts[end];

        bool IsMap(Frontier cut) => !Copies.Contains(path.Nodes[cut.Position].OpType)
            && shapes[cut.Tensors[0]] is { Length: 3 } shape && shape.Product() > shape[axes.Of(cut.Tensors[0]) ?? 0];
    }

    /// <summary>In convolutional classifiers such as SqueezeNet, the last 1x1 convolution before the pooling gives the classes.</summary>
    private static Frontier BeforeClassifierConvolution(ActivationPath path, List<Frontier> cuts, int end)
    {
        var index = end;
        while (index > 0 && (Copies.Contains(Operator(index))
            || Operator(index) is "Relu" or "Clip" or "LeakyRelu" or "Sigmoid" or "Softmax" or "BatchNormalization"))
        {
            index--;
        }

        var node = path.Nodes[cuts[index].Position];
        if (index == 0 || node.OpType != "Conv" || path.Weights.GetValueOrDefault(node.Input[1])?.Dims is not [var filters, _, 1, 1])
        {
            return cuts[end];
        }

        var endsInSoftmax = path.Nodes.Skip(cuts[end].Position + 1).Any(n => n.OpType is "Softmax" or "LogSoftmax");
        return endsInSoftmax || UsualClassCounts.Contains((int)filters) ? cuts.Take(index).LastOrDefault(c => !IsCopy(c)) ?? cuts[index - 1]
            : cuts[end];

        string Operator(int cut) => path.Nodes[cuts[cut].Position].OpType;

        bool IsCopy(Frontier cut) => Copies.Contains(path.Nodes[cut.Position].OpType);
    }
}
