using Microsoft.ML.OnnxRuntime;
using static TorchSharp.torch;

namespace Transfer.Models.Checking;

/// <summary>A training step of a network with a new head, and the export of its result.</summary>
/// <param name="Before">The loss before the step.</param>
/// <param name="After">The loss after it.</param>
/// <param name="ExportDifference">The largest relative difference of the export in ONNX Runtime, with and without its optimizations.</param>
/// <param name="Accepted">The largest that is accepted.</param>
internal sealed record CheckStep(double Before, double After, double ExportDifference, double Accepted)
{
    // The length of the first step relative to that of the weights. It is shortened until the loss follows its slope (Armijo, 1966).
    private const double FirstStep = 1e-3;
    private const double Shorter = 0.2;
    private const int MostTries = 12;
    private const double ShareOfSlope = 0.1;

    // Relative to the usual size of a feature.
    private const double SmallestDeviation = 0.01;

    /// <summary>Makes the step.</summary>
    /// <param name="trained">The part of the network from the cut to the end of the base. Its weights are changed.</param>
    /// <param name="input">Features at the cut, <c>[count, F]</c>.</param>
    /// <param name="end">The features at the end of the base for the same images, and what gives them.</param>
    /// <param name="images">The images.</param>
    /// <param name="tolerance">The difference of the export that is accepted in any case.</param>
    public static CheckStep Run(
        TrainableGraph trained, Tensor input, (Tensor Rows, MapPooling Pooling) end, ImageBatch images, double tolerance)
    {
        using var scope = NewDisposeScope();
        var features = end.Rows.contiguous().data<float>().ToArray();
        using var head = new Head(Scaling(features, images.Count), 2, new HeadOptions { Layers = "none" }, seed: 1);
        var outputs = Outputs(out _);
        // The class that the new head predicts least, so that there is something to learn. One class for all images, since random weights
        // may not tell them apart.
        var labels = outputs.detach().Filled(outputs.mean().item<float>() < 0 ? 1 : 0);
        var loss = Loss(outputs);
        loss.backward();
        using var none = no_grad();
        var trainedMap = input;
        var after = Step(trained, loss.item<float>(), () => Loss(Outputs(out trainedMap)).item<float>());
        var values = trainedMap.contiguous().data<float>().ToArray();
        var (exported, name) = (trained.ToGraph(), trained.Part.Output);
        var plain = Export(images, GraphOptimizationLevel.ORT_DISABLE_ALL);
        var difference = Math.Max(
            Divergence.Of(plain, values), Divergence.Of(Export(images, GraphOptimizationLevel.ORT_ENABLE_ALL), values));
        var moved = images with { Values = Rounding.Move(images.Values) };
        var accepted = difference <= tolerance ? tolerance
            : Rounding.Accepted(Divergence.Of(Export(moved, GraphOptimizationLevel.ORT_DISABLE_ALL), plain), tolerance);
        return new CheckStep(loss.item<float>(), after, difference, accepted);

        float[] Export(ImageBatch on, GraphOptimizationLevel level) => GraphProbe.Floats(exported, [name], on, level)[name];

        Tensor Outputs(out Tensor map) => head.forward(end.Pooling.Apply(map = trained.forward(input))).squeeze(1);

        Tensor Loss(Tensor outputs) => nn.functional.binary_cross_entropy_with_logits(outputs, labels);
    }

    /// <summary>
    /// The scaling of features, with a limit: random weights may give almost the same features for all images, and without the limit the
    /// head would see little but their rounding.
    /// </summary>
    private static FeatureScaling Scaling(float[] features, int count)
    {
        var length = features.Length / count;
        var measured = FeatureScaling.Measure(i => features.AsSpan(i * length, length), count, length);
        var largest = (float)(1 / Math.Max(SmallestDeviation * Math.Sqrt(features.Average(f => (double)f * f)), 1e-30));
        return new FeatureScaling(measured.Mean, Array.ConvertAll(measured.Scale, s => Math.Min(s, largest)));
    }

    /// <summary>Moves the weights against the gradient; returns the loss there.</summary>
    private static double Step(TrainableGraph trained, double before, Func<double> loss)
    {
        var weights = trained.parameters().Where(p => p.grad is not null).ToList();
        var slope = Length(weights.Select(p => p.grad!));
        // Never longer than the step that would bring the loss to 0 along its slope (Polyak, 1987).
        var length = Math.Min(FirstStep * Length(weights), before / Math.Max(slope, 1e-30));
        var start = weights.ConvertAll(p => p.detach().clone());
        var after = double.PositiveInfinity;
        for (var i = 0; i < MostTries && !(before - after >= ShareOfSlope * length * slope); i++, length *= Shorter)
        {
            foreach (var (weight, from) in weights.Zip(start))
            {
                weight.copy_(from).AddInPlace(weight.grad!, -length / Math.Max(slope, 1e-30));
            }

            after = loss();
        }

        return after;
    }

    private static double Length(IEnumerable<Tensor> tensors) =>
        Math.Sqrt(tensors.Sum(t => (double)t.detach().Square().sum().item<float>()));
}
