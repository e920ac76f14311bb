using Transfer.Models;
using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>
/// Keras' Adadelta (Zeiler, 2012): steps <c>d = g sqrt(s + epsilon) / sqrt(v + epsilon)</c> with running means <c>v</c> of squared
/// gradients and <c>s</c> of squared steps; <c>w -= rate d</c>.
/// </summary>
internal sealed class Adadelta(Selection settings, IReadOnlyList<TrainedGroup> groups) : Optimizer(settings, groups, 2)
{
    private readonly float _rho = (float)settings["rho"];

    protected override void Update(Tensor weight, Tensor gradient, Tensor[] memories, double rate, float shrink) =>
        WeightUpdate.Apply(new Rule((float)rate, _rho, Epsilon), weight, gradient, memories, shrink);

    private readonly struct Rule(float rate, float rho, float epsilon) : IUpdateRule
    {
        public static int Memories => 2;

        public T Step<T>(T weight, T gradient, ref T first, ref T second, ref T third)
            where T : struct, INumbers<T>
        {
            first = (first * rho) + (gradient * gradient * (1 - rho));
            var step = gradient * T.SquareRoot(second + epsilon) / T.SquareRoot(first + epsilon);
            second = (second * rho) + (step * step * (1 - rho));
            return weight - (step * rate);
        }
    }
}
