using System.Runtime.CompilerServices;
using Transfer.Models;
using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>
/// Keras' RMSprop (Tieleman and Hinton, 2012): <c>v = rho v + (1 - rho) g^2</c>, <c>w -= rate g / sqrt(v + epsilon)</c>, with momentum over
/// these steps and, centred, with the squared mean gradient taken off <c>v</c>. torch adds its epsilon after the square root.
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
            WeightUpdate.Apply(new Plain((float)rate, _rho, Epsilon), weight, gradient, memories, shrink);
        }
        else
        {
            WeightUpdate.Apply(new Full((float)rate, _rho, Epsilon, _momentum, _centered), weight, gradient, memories, shrink);
        }
    }

    internal static bool IsPlain(Selection settings) => settings["momentum"] == 0 && !settings.Is("centered");

    /// <summary>Without momentum, not centred.</summary>
    internal readonly struct Plain(float rate, float rho, float epsilon) : IUpdateRule
    {
        public static int Memories => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Step<T>(T weight, T gradient, ref T first, ref T second, ref T third)
            where T : struct, INumbers<T>
        {
            first = T.MultiplyAdd(gradient * (1 - rho), gradient, first * rho);
            return T.MultiplyAdd(gradient * -rate, T.InverseSquareRoot(first + epsilon), weight);
        }
    }

    private readonly struct Full(float rate, float rho, float epsilon, float momentum, bool centered) : IUpdateRule
    {
        public static int Memories => 3;

        public T Step<T>(T weight, T gradient, ref T first, ref T second, ref T third)
            where T : struct, INumbers<T>
        {
            first = (first * rho) + (gradient * gradient * (1 - rho));
            var denominator = first;
            if (centered)
            {
                third = (third * rho) + (gradient * (1 - rho));
                denominator = first - (third * third);
            }

            second = (second * momentum) + (gradient / T.SquareRoot(denominator + epsilon) * rate);
            return weight - second;
        }
    }
}
