using Transfer.Kernels;
using Transfer.Models;
using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>Keras' Adagrad, with <c>v</c> from 0.1; see <see cref="AdagradRule"/>.</summary>
internal sealed class Adagrad(Selection settings, IReadOnlyList<TrainedGroup> groups)
    : Optimizer(settings, groups, 1, settings["initial_accumulator_value"])
{
    protected override void Update(Tensor weight, Tensor gradient, Tensor[] memories, double rate, float shrink) =>
        TensorUpdate.Apply(new AdagradRule((float)rate, Epsilon), weight, gradient, memories, shrink);
}
