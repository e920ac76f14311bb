using Transfer.Kernels;
using Transfer.Models;
using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>
/// Keras' Adam, which corrects the bias of both means in the rate, <c>rate sqrt(1 - beta_2^t) / (1 - beta_1^t)</c>, where torch corrects
/// <c>v</c> before the epsilon; see <see cref="AdamRule"/> and, with amsgrad, <see cref="AmsGradRule"/>.
/// </summary>
internal sealed class Adam(Selection settings, IReadOnlyList<TrainedGroup> groups)
    : Optimizer(settings, groups, settings.Is("amsgrad") ? 3 : 2)
{
    private readonly bool _amsGrad = settings.Is("amsgrad");
    private readonly double _beta1 = settings["beta_1"];
    private readonly double _beta2 = settings["beta_2"];

    protected override void Update(Tensor weight, Tensor gradient, Tensor[] memories, double rate, float shrink)
    {
        var corrected = (float)(rate * Math.Sqrt(1 - Math.Pow(_beta2, Steps)) / (1 - Math.Pow(_beta1, Steps)));
        var means = new GradientMeans((float)(1 - _beta1), (float)(1 - _beta2));
        if (_amsGrad)
        {
            TensorUpdate.Apply(new AmsGradRule(corrected, means, Epsilon), weight, gradient, memories, shrink);
        }
        else
        {
            TensorUpdate.Apply(new AdamRule(corrected, means, Epsilon), weight, gradient, memories, shrink);
        }
    }
}
