using Transfer.Models;
using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>
/// Keras' SGD: <c>w -= rate g</c>; with momentum (Polyak, 1964) <c>m = momentum m - rate g</c>, <c>w += m</c>, and with Nesterov's (1983;
/// Sutskever et al., ICML 2013) <c>w += momentum m - rate g</c>. The rate enters the momentum, where torch multiplies by it afterwards.
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
            WeightUpdate.Apply(new Plain((float)rate), weight, gradient, memories, shrink);
        }
        else
        {
            WeightUpdate.Apply(new WithMomentum((float)rate, _momentum, _nesterov), weight, gradient, memories, shrink);
        }
    }

    private readonly struct Plain(float rate) : IUpdateRule
    {
        public static int Memories => 0;

        public T Step<T>(T weight, T gradient, ref T first, ref T second, ref T third)
            where T : struct, INumbers<T> => weight - (gradient * rate);
    }

    private readonly struct WithMomentum(float rate, float momentum, bool nesterov) : IUpdateRule
    {
        public static int Memories => 1;

        public T Step<T>(T weight, T gradient, ref T first, ref T second, ref T third)
            where T : struct, INumbers<T>
        {
            var step = gradient * rate;
            first = (first * momentum) - step;
            return nesterov ? weight + (first * momentum) - step : weight + first;
        }
    }
}
