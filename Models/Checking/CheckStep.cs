using TorchSharp;
using static TorchSharp.torch;

namespace Transfer.Models;

/// <summary>One training step of a network with a new head, and the export of what it gave.</summary>
internal static class CheckStep
{
    // The first step's length in shares of the weights'; it is shortened until the loss follows its slope (Armijo, 1966).
    private const double FirstStep = 1e-3;
    private const double Shorter = 0.2;
    private const int MostTries = 12;
    private const double ShareOfSlope = 0.1;

    // In shares of the features' usual size.
    private const double SmallestDeviation = 0.01;

    /// <summary>The losses before and after, and the largest relative difference of the export in ONNX Runtime.</summary>
    public static (double Before, double After, double ExportDifference) Run(
        OnnxGraph graph, CutPoint from, CutPoint end, Dictionary<string, StaticValue> statics, IReadOnlyDictionary<string, float[]> rows, float[] images, int count, int imageSize)
    {
        using var scope = NewDisposeScope();
        var input = cat([.. from.Tensors.Select(t => torch.tensor(rows[t]).reshape(count, -1))], 1);
        var map = torch.tensor(rows[end.Name]).reshape([count, .. end.Shape.Select(d => (long)d)]);
        var features = (map.dim() == 4 ? map.mean([2, 3]) : map.flatten(1)).data<float>().ToArray();
        var scaling = Scaling(features, count);
        using var network = new TransferNetwork(
            new TrainableGraph(graph, from, end.Name, statics), Pooling.Average, new Head(scaling, 2, new HeadOptions { Layers = "none" }, seed: 1));
        // The class that the new head denies them, so that there is something to learn; one for all, since random weights may not tell images apart.
        var outputs = network.forward(input).squeeze(1).detach();
        var wrong = full_like(outputs, outputs.mean().item<float>() < 0 ? 1 : 0);
        var before = Loss(network, input, wrong);
        before.backward();
        var after = Step(network, before.item<float>(), () => Loss(network, input, wrong).item<float>());
        return (before.item<float>(), after, ExportDifference(network.Graph, input, images, count, imageSize));
    }

    /// <summary>
    /// The scaling of features that random weights may have left almost the same for all images: to tell those apart would make of their rounding all
    /// that the head sees.
    /// </summary>
    private static FeatureScaling Scaling(float[] features, int count)
    {
        var length = features.Length / count;
        var measured = FeatureScaling.Measure(i => features.AsSpan(i * length, length), count, length);
        var largest = (float)(1 / Math.Max(SmallestDeviation * Math.Sqrt(features.Average(f => (double)f * f)), 1e-30));
        return new FeatureScaling(measured.Mean, Array.ConvertAll(measured.Scale, s => Math.Min(s, largest)));
    }

    private static Tensor Loss(TransferNetwork network, Tensor input, Tensor labels) =>
        nn.functional.binary_cross_entropy_with_logits(network.forward(input).squeeze(1), labels);

    /// <summary>Goes down the gradient and gives the loss there.</summary>
    private static double Step(TransferNetwork network, double before, Func<double> loss)
    {
        using var none = no_grad();
        var trained = network.Graph.parameters().Where(p => p.grad is not null).ToList();
        var slope = Length(trained.Select(p => p.grad!));
        // No longer than it takes to bring the loss to 0 along its slope (Polyak, 1987).
        var length = Math.Min(FirstStep * Length(trained), before / Math.Max(slope, 1e-30));
        var start = trained.ConvertAll(p => p.detach().clone());
        var after = double.PositiveInfinity;
        for (var i = 0; i < MostTries && !(before - after >= ShareOfSlope * length * slope); i++, length *= Shorter)
        {
            foreach (var (parameter, from) in trained.Zip(start))
            {
                parameter.copy_(from).add_(parameter.grad!, -length / Math.Max(slope, 1e-30));
            }

            after = loss();
        }

        return after;
    }

    private static double Length(IEnumerable<Tensor> tensors) => Math.Sqrt(tensors.Sum(t => (double)t.detach().pow(2).sum().item<float>()));

    private static double ExportDifference(TrainableGraph trained, Tensor input, float[] images, int count, int imageSize)
    {
        using var none = no_grad();
        var exported = WeightWriteBack.Apply(trained);
        var expected = trained.forward(input).contiguous().data<float>().ToArray();
        var actual = CheckSession.Run(exported, [trained.Part.Output], images, count, imageSize)[trained.Part.Output];
        return CheckSession.Difference(actual, expected);
    }
}
