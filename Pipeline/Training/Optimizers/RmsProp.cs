using Transfer.Kernels;
using Transfer.Models;
using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>
/// Keras' RMSprop, which adds the epsilon before the square root and torch after it; see <see cref="RmsPropRule"/> and, with momentum or
/// centred,
/// <see cref="RmsPropMomentumRule"/>.
/// </summary>
internal sealed class RmsProp(Selection settings, IReadOnlyList<TrainedGroup> groups)
    : Optimizer(settings, groups, IsPlain(settings) ? 1 : 3)
{
    private readonly bool _isPlain = IsPlain(settings);
    private readonly float _rho = (float)settings["rho"];
    private readonly float _momentum = (float)settings["momentum"];
    private readonly bool _centered = settings.Is("centered");

    protected override void Update(Tensor weight, Tensor gradient, Tensor[] memories, double rate, float shrink)
    {
        if (_isPlain)
        {
            TensorUpdate.Apply(new RmsPropRule((float)rate, _rho, Epsilon), weight, gradient, memories, shrink);
        }
        else
        {
            TensorUpdate.Apply(new RmsPropMomentumRule((float)rate, _rho, Epsilon, _momentum, _centered), weight, gradient, memories,
                shrink);
        }
    }

    internal static bool IsPlain(Selection settings) => settings["momentum"] == 0 && !settings.Is("centered");
}
