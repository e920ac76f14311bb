using Transfer.Models;
using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>
/// Keras' Adagrad (Duchi, Hazan and Singer, JMLR 2011): <c>v += g^2</c>, <c>w -= rate g / sqrt(v + epsilon)</c>, with <c>v</c> from 0.1.
/// </summary>
internal sealed class Adagrad(Selection settings, IReadOnlyList<TrainedGroup> groups)
    : Optimizer(settings, groups, 1, settings["initial_accumulator_value"])
{
    protected override void Update(Tensor weight, Tensor gradient, Tensor[] memories, double rate, float shrink) =>
        WeightUpdate.Apply(new Rule((float)rate, Epsilon), weight, gradient, memories, shrink);

    private readonly struct Rule(float rate, float epsilon) : IUpdateRule
    {
        public static int Memories => 1;

        public T Step<T>(T weight, T gradient, ref T first, ref T second, ref T third)
            where T : struct, INumbers<T>
        {
            first += gradient * gradient;
            return weight - (gradient / T.SquareRoot(first + epsilon) * rate);
        }
    }
}
