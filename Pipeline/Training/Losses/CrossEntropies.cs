using static TorchSharp.torch;

namespace Transfer.Pipeline.Training;

/// <summary>Keras' losses of probabilities, and the same of logits.</summary>
internal static class CrossEntropies
{
    /// <summary><c>[N, K]</c> to <c>[N, K]</c>.</summary>
    public static Tensor Binary(Tensor outputs, Tensor targets, Selection settings) =>
        BinaryOf(Clip(outputs), SmoothedBinary(targets, settings));

    /// <summary><c>[N, K]</c> to <c>[N, K]</c>.</summary>
    public static Tensor BinaryLogits(Tensor logits, Tensor targets, Selection settings) =>
        BinaryOfLogits(logits, SmoothedBinary(targets, settings));

    /// <summary><c>[N, K]</c> to <c>[N, K]</c>: samples that are right already count less (Lin et al., ICCV 2017).</summary>
    public static Tensor BinaryFocal(Tensor outputs, Tensor targets, Selection settings)
    {
        var smoothed = SmoothedBinary(targets, settings);
        var clipped = Clip(outputs);
        return Focused(BinaryOf(clipped, smoothed), outputs, smoothed, settings);
    }

    /// <summary><c>[N, K]</c> to <c>[N, K]</c>.</summary>
    public static Tensor BinaryFocalLogits(Tensor logits, Tensor targets, Selection settings)
    {
        var smoothed = SmoothedBinary(targets, settings);
        return Focused(BinaryOfLogits(logits, smoothed), logits.sigmoid(), smoothed, settings);
    }

    /// <summary><c>[N, K]</c> to <c>[N]</c>.</summary>
    public static Tensor Categorical(Tensor outputs, Tensor targets, Selection settings) =>
        -(Smoothed(targets, settings) * Shares(outputs).log()).sum(1);

    /// <summary><c>[N, K]</c> to <c>[N]</c>.</summary>
    public static Tensor CategoricalLogits(Tensor logits, Tensor targets, Selection settings) =>
        -(Smoothed(targets, settings) * nn.functional.log_softmax(logits, 1)).sum(1);

    /// <summary><c>[N, K]</c> and classes <c>[N]</c> to <c>[N]</c>.</summary>
    public static Tensor Sparse(Tensor outputs, Tensor targets, Selection settings) =>
        nn.functional.nll_loss(Shares(outputs).log(), targets, reduction: nn.Reduction.None);

    /// <summary><c>[N, K]</c> and classes <c>[N]</c> to <c>[N]</c>.</summary>
    public static Tensor SparseLogits(Tensor logits, Tensor targets, Selection settings) =>
        nn.functional.cross_entropy(logits, targets, reduction: nn.Reduction.None);

    /// <summary><c>[N, K]</c> to <c>[N]</c>.</summary>
    public static Tensor CategoricalFocal(Tensor outputs, Tensor targets, Selection settings)
    {
        var shares = Shares(outputs);
        return CategoricalFocalOf(shares, shares.log(), targets, settings);
    }

    /// <summary><c>[N, K]</c> to <c>[N]</c>.</summary>
    public static Tensor CategoricalFocalLogits(Tensor logits, Tensor targets, Selection settings)
    {
        var logarithms = nn.functional.log_softmax(logits, 1);
        return CategoricalFocalOf(logarithms.exp(), logarithms, targets, settings);
    }

    /// <summary><c>[N, K]</c> to <c>[N]</c> (Kullback and Leibler, 1951).</summary>
    public static Tensor Divergence(Tensor outputs, Tensor targets, Selection settings)
    {
        var (truth, answer) = (targets.Between(Distances.Epsilon, 1), outputs.Between(Distances.Epsilon, 1));
        return (truth * (truth / answer).log()).sum(1);
    }

    private static Tensor BinaryOf(Tensor outputs, Tensor targets) =>
        -(targets * outputs.log()).Plus(targets.SubtractedFrom(1) * outputs.SubtractedFrom(1).log());

    private static Tensor BinaryOfLogits(Tensor logits, Tensor targets) =>
        nn.functional.binary_cross_entropy_with_logits(logits, targets, reduction: nn.Reduction.None);

    private static Tensor Focused(Tensor entropy, Tensor outputs, Tensor targets, Selection settings)
    {
        var wrong = (targets * outputs).Plus(targets.SubtractedFrom(1) * outputs.SubtractedFrom(1)).SubtractedFrom(1);
        var focused = wrong.Power(settings["gamma"]) * entropy;
        var alpha = settings["alpha"];
        return settings.Is("apply_class_balancing")
            ? focused * targets.Times(alpha).Plus(targets.SubtractedFrom(1).Times(1 - alpha))
            : focused;
    }

    private static Tensor CategoricalFocalOf(Tensor shares, Tensor logarithms, Tensor targets, Selection settings) =>
        -(shares.SubtractedFrom(1).Power(settings["gamma"]).Times(settings["alpha"]) * Smoothed(targets, settings) * logarithms).sum(1);

    private static Tensor Smoothed(Tensor targets, Selection settings)
    {
        var smoothing = settings["label_smoothing"];
        return smoothing == 0 ? targets : targets.Times(1 - smoothing).Plus(smoothing / targets.shape[1]);
    }

    private static Tensor SmoothedBinary(Tensor targets, Selection settings)
    {
        var smoothing = settings["label_smoothing"];
        return smoothing == 0 ? targets : targets.Times(1 - smoothing).Plus(0.5 * smoothing);
    }

    private static Tensor Shares(Tensor outputs) => Clip(outputs / outputs.sum(1, keepdim: true));

    private static Tensor Clip(Tensor outputs) => outputs.Between(Distances.Epsilon, 1 - Distances.Epsilon);
}
