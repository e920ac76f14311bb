using static TorchSharp.torch;

namespace Transfer.Pipeline.Training;

/// <summary>Keras' losses of values: outputs <c>[N, K]</c> and targets <c>[N, K]</c> to <c>[N, K]</c>.</summary>
internal static class Distances
{
    /// <summary>Keras' <c>epsilon()</c>.</summary>
    public const double Epsilon = 1e-7;

    private const double LogOfTwo = 0.6931471805599453;

    public static Tensor Squared(Tensor outputs, Tensor targets, Selection settings) => (outputs - targets).Square();

    public static Tensor Absolute(Tensor outputs, Tensor targets, Selection settings) => (outputs - targets).abs();

    /// <summary>In percent of the target.</summary>
    public static Tensor AbsolutePercentage(Tensor outputs, Tensor targets, Selection settings) =>
        ((targets - outputs) / targets.abs().AtLeast(Epsilon)).abs().Times(100);

    public static Tensor SquaredLogarithmic(Tensor outputs, Tensor targets, Selection settings) =>
        (outputs.AtLeast(Epsilon).log1p() - targets.AtLeast(Epsilon).log1p()).Square();

    /// <summary>The logarithm of the hyperbolic cosine, in a form that does not overflow.</summary>
    public static Tensor LogCosh(Tensor outputs, Tensor targets, Selection settings)
    {
        var error = outputs - targets;
        return error.Plus(error.Times(-2).Softplus()).Minus(LogOfTwo);
    }

    /// <summary>Quadratic near 0 and linear beyond delta (Huber, 1964).</summary>
    public static Tensor Huber(Tensor outputs, Tensor targets, Selection settings)
    {
        var (delta, error) = (settings["delta"], (outputs - targets).abs());
        return where(error.IsAtMost(delta), error.Square().Times(0.5), error.Times(delta).Minus(0.5 * delta * delta));
    }

    /// <summary>The negative log-likelihood of a Poisson distribution, without the term that depends on the targets alone.</summary>
    public static Tensor Poisson(Tensor outputs, Tensor targets, Selection settings) => outputs - (targets * outputs.Plus(Epsilon).log());
}
