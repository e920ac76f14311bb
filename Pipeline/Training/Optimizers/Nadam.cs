using Transfer.Models;
using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>
/// Keras' Nadam (Dozat, ICLR 2016 workshop): Adam with Nesterov's momentum, which grows as <c>beta_1 (1 - 0.96^t / 2)</c>.
/// </summary>
internal sealed class Nadam(Selection settings, IReadOnlyList<TrainedGroup> groups) : Optimizer(settings, groups, 2)
{
    private const double Decay = 0.96;

    private readonly double _beta1 = settings["beta_1"];
    private readonly double _beta2 = settings["beta_2"];
    private (long Step, double Value) _product = (0, 1);

    protected override void Update(Tensor weight, Tensor gradient, Tensor[] memories, double rate, float shrink)
    {
        var (now, next, product) = (Momentum(Steps), Momentum(Steps + 1), Product());
        var rule = new Rule(
            (float)(rate * next / (1 - (product * next))), (float)(rate * (1 - now) / (1 - product)),
            (float)(1 / (1 - Math.Pow(_beta2, Steps))),
            (float)(1 - _beta1), (float)(1 - _beta2), Epsilon);
        WeightUpdate.Apply(rule, weight, gradient, memories, shrink);
    }

    private double Momentum(long step) => _beta1 * (1 - (0.5 * Math.Pow(Decay, step)));

    /// <summary>The product of all momenta so far: a function of the number of steps, so that it needs no place in a checkpoint.</summary>
    private double Product()
    {
        _product = _product.Step > Steps ? (0, 1) : _product;
        while (_product.Step < Steps)
        {
            _product = (_product.Step + 1, _product.Value * Momentum(_product.Step + 1));
        }

        return _product.Value;
    }

    private readonly struct Rule(float ofMean, float ofGradient, float correction, float share1, float share2, float epsilon) : IUpdateRule
    {
        public static int Memories => 2;

        public T Step<T>(T weight, T gradient, ref T first, ref T second, ref T third)
            where T : struct, INumbers<T>
        {
            first += (gradient - first) * share1;
            second += ((gradient * gradient) - second) * share2;
            return weight - (((first * ofMean) + (gradient * ofGradient)) / (T.SquareRoot(second * correction) + epsilon));
        }
    }
}
