using TorchSharp;
using static TorchSharp.torch;

namespace Transfer.Models;

/// <summary>One training step of a network with a new head, and the export of what it gave.</summary>
internal static class CheckStep
{
    // A step this long along the gradient, in shares of the weights' length, is short enough for the loss to follow its slope.
    private const double StepLength = 1e-4;

    /// <summary>The losses before and after, and the largest relative difference of the export in ONNX Runtime.</summary>
    public static (double Before, double After, double ExportDifference) Run(
        OnnxGraph graph, CutPoint from, CutPoint end, Dictionary<string, StaticValue> statics, float[] images, int pictures, int imageSize)
    {
        using var scope = NewDisposeScope();
        var rows = CheckSession.Run(graph, [.. from.Tensors, end.Name], images, pictures, imageSize);
        var input = cat([.. from.Tensors.Select(t => torch.tensor(rows[t]).reshape(pictures, -1))], 1);
        var channels = end.Shape[0];
        var map = torch.tensor(rows[end.Name]).reshape([pictures, .. end.Shape.Select(d => (long)d)]);
        var features = (map.dim() == 4 ? map.mean([2, 3]) : map.flatten(1)).data<float>().ToArray();
        channels = features.Length / pictures;
        var scaling = FeatureScaling.Measure(i => features.AsSpan(i * channels, channels), pictures, channels);
        using var network = new TransferNetwork(
            new TrainableGraph(graph, from, end.Name, statics), Pooling.Average, new Head(scaling, 2, new HeadOptions { Hidden = 0 }, seed: 1));
        // Each picture gets the class that the new head denies it, so that there is something to learn.
        var wrong = (network.forward(input).squeeze(1).detach() < 0).to(ScalarType.Float32);
        var before = Loss(network, input, wrong);
        before.backward();
        Step(network);
        var after = Loss(network, input, wrong);
        var difference = ExportDifference(network.Graph, input, images, pictures, imageSize);
        return (before.item<float>(), after.item<float>(), difference);
    }

    private static Tensor Loss(TransferNetwork network, Tensor input, Tensor labels) =>
        nn.functional.binary_cross_entropy_with_logits(network.forward(input).squeeze(1), labels);

    private static void Step(TransferNetwork network)
    {
        using var none = no_grad();
        var trained = network.Graph.parameters().Where(p => p.grad is not null).ToList();
        var slope = Length(trained.Select(p => p.grad!));
        var size = Length(trained);
        foreach (var parameter in trained)
        {
            parameter.add_(parameter.grad!, -StepLength * size / Math.Max(slope, 1e-30));
        }
    }

    private static double Length(IEnumerable<Tensor> tensors) => Math.Sqrt(tensors.Sum(t => (double)t.detach().pow(2).sum().item<float>()));

    private static double ExportDifference(TrainableGraph trained, Tensor input, float[] images, int pictures, int imageSize)
    {
        using var none = no_grad();
        var exported = WeightWriteBack.Apply(trained);
        var expected = trained.forward(input).contiguous().data<float>().ToArray();
        var actual = CheckSession.Run(exported, [trained.Part.Output], images, pictures, imageSize)[trained.Part.Output];
        return CheckSession.Difference(actual, expected);
    }
}
