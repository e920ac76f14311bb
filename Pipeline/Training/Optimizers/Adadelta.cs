using Transfer.Kernels;
using Transfer.Models;
using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>Keras' Adadelta; see <see cref="AdadeltaRule"/>.</summary>
internal sealed class Adadelta(Selection settings, IReadOnlyList<TrainedGroup> groups) : Optimizer(settings, groups, 2)
{
    private readonly float _rho = (float)settings["rho"];

    protected override void Update(Tensor weight, Tensor gradient, Tensor[] memories, double rate, float shrink) =>
        TensorUpdate.Apply(new AdadeltaRule((float)rate, _rho, Epsilon), weight, gradient, memories, shrink);
}
