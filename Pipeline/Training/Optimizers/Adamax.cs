using Transfer.Kernels;
using Transfer.Models;
using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>Keras' Adamax; see <see cref="AdamaxRule"/>.</summary>
internal sealed class Adamax(Selection settings, IReadOnlyList<TrainedGroup> groups) : Optimizer(settings, groups, 2)
{
    private readonly double _beta1 = settings["beta_1"];
    private readonly double _beta2 = settings["beta_2"];

    protected override void Update(Tensor weight, Tensor gradient, Tensor[] memories, double rate, float shrink) =>
        TensorUpdate.Apply(
            new AdamaxRule((float)(rate / (1 - Math.Pow(_beta1, Steps))), (float)(1 - _beta1), (float)_beta2, Epsilon), weight, gradient,
                memories, shrink);
}
