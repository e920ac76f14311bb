using Transfer.Models;
using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>
/// Keras' Adamax (Kingma and Ba, ICLR 2015): Adam with the largest recent gradient in place of the root of the mean squared one.
/// </summary>
internal sealed class Adamax(Selection settings, IReadOnlyList<TrainedGroup> groups) : Optimizer(settings, groups, 2)
{
    private readonly double _beta1 = settings["beta_1"];
    private readonly double _beta2 = settings["beta_2"];

    protected override void Update(Tensor weight, Tensor gradient, Tensor[] memories, double rate, float shrink) =>
        WeightUpdate.Apply(
            new Rule((float)(rate / (1 - Math.Pow(_beta1, Steps))), (float)(1 - _beta1), (float)_beta2, Epsilon),
            weight, gradient, memories, shrink);

    private readonly struct Rule(float rate, float share1, float beta2, float epsilon) : IUpdateRule
    {
        public static int Memories => 2;

        public T Step<T>(T weight, T gradient, ref T first, ref T second, ref T third)
            where T : struct, INumbers<T>
        {
            first += (gradient - first) * share1;
            second = T.Larger(second * beta2, T.Absolute(gradient));
            return weight - (first * rate / (second + epsilon));
        }
    }
}
