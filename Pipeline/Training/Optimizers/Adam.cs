using Transfer.Models;
using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>
/// Keras' Adam (Kingma and Ba, ICLR 2015), with the bias corrected in the rate:
/// <c>w -= rate sqrt(1 - beta_2^t) / (1 - beta_1^t) m / (sqrt(v) + epsilon)</c>; torch corrects <c>v</c> before the epsilon. With amsgrad
/// <c>v</c> never falls (Reddi, Kale and Kumar, ICLR 2018).
/// </summary>
internal sealed class Adam(Selection settings, IReadOnlyList<TrainedGroup> groups)
    : Optimizer(settings, groups, settings.Is("amsgrad") ? 3 : 2)
{
    private readonly bool _amsGrad = settings.Is("amsgrad");
    private readonly double _beta1 = settings["beta_1"];
    private readonly double _beta2 = settings["beta_2"];

    protected override void Update(Tensor weight, Tensor gradient, Tensor[] memories, double rate, float shrink)
    {
        var corrected = rate * Math.Sqrt(1 - Math.Pow(_beta2, Steps)) / (1 - Math.Pow(_beta1, Steps));
        var rule = new Rule((float)corrected, (float)(1 - _beta1), (float)(1 - _beta2), Epsilon);
        if (_amsGrad)
        {
            WeightUpdate.Apply(new NeverFalling(rule), weight, gradient, memories, shrink);
        }
        else
        {
            WeightUpdate.Apply(rule, weight, gradient, memories, shrink);
        }
    }

    private readonly struct Rule(float rate, float share1, float share2, float epsilon) : IUpdateRule
    {
        public static int Memories => 2;

        public void Remember<T>(T gradient, ref T first, ref T second)
            where T : struct, INumbers<T>
        {
            first += (gradient - first) * share1;
            second += ((gradient * gradient) - second) * share2;
        }

        public T Change<T>(T first, T second)
            where T : struct, INumbers<T> => first * rate / (T.SquareRoot(second) + epsilon);

        public T Step<T>(T weight, T gradient, ref T first, ref T second, ref T third)
            where T : struct, INumbers<T>
        {
            Remember(gradient, ref first, ref second);
            return weight - Change(first, second);
        }
    }

    private readonly struct NeverFalling(Rule rule) : IUpdateRule
    {
        public static int Memories => 3;

        public T Step<T>(T weight, T gradient, ref T first, ref T second, ref T third)
            where T : struct, INumbers<T>
        {
            rule.Remember(gradient, ref first, ref second);
            third = T.Larger(third, second);
            return weight - rule.Change(first, third);
        }
    }
}
