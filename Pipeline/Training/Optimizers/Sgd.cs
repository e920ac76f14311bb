using Transfer.Kernels;
using Transfer.Models;
using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>
/// Keras' SGD, in which the rate enters the momentum, where torch multiplies by it afterwards; see <see cref="SgdRule"/> and
/// <see cref="SgdMomentumRule"/>.
/// </summary>
internal sealed class Sgd(Selection settings, IReadOnlyList<TrainedGroup> groups)
    : Optimizer(settings, groups, settings["momentum"] > 0 ? 1 : 0)
{
    private readonly float _momentum = (float)settings["momentum"];
    private readonly bool _nesterov = settings.Is("nesterov");

    protected override void Update(Tensor weight, Tensor gradient, Tensor[] memories, double rate, float shrink)
    {
        if (_momentum == 0)
        {
            TensorUpdate.Apply(new SgdRule((float)rate), weight, gradient, memories, shrink);
        }
        else
        {
            TensorUpdate.Apply(new SgdMomentumRule((float)rate, _momentum, _nesterov), weight, gradient, memories, shrink);
        }
    }
}
