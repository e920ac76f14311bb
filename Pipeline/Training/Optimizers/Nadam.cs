using Transfer.Kernels;
using Transfer.Models;
using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>Keras' Nadam, whose momentum grows as <c>beta_1 (1 - 0.96^t / 2)</c>; see <see cref="NadamRule"/>.</summary>
internal sealed class Nadam(Selection settings, IReadOnlyList<TrainedGroup> groups) : Optimizer(settings, groups, 2)
{
    private const double Decay = 0.96;

    private readonly double _beta1 = settings["beta_1"];
    private readonly double _beta2 = settings["beta_2"];
    private (long Step, double Value) _product = (0, 1);

    protected override void Update(Tensor weight, Tensor gradient, Tensor[] memories, double rate, float shrink)
    {
        var (now, next, product) = (Momentum(Steps), Momentum(Steps + 1), Product());
        var rule = new NadamRule(
            (float)(rate * next / (1 - (product * next))), (float)(rate * (1 - now) / (1 - product)),
                (float)(1 / (1 - Math.Pow(_beta2, Steps))),
            new GradientMeans((float)(1 - _beta1), (float)(1 - _beta2)), Epsilon);
        TensorUpdate.Apply(rule, weight, gradient, memories, shrink);
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
}
