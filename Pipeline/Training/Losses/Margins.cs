using static TorchSharp.torch;

namespace Transfer.Pipeline.Training;

/// <summary>Keras' losses of margins and angles.</summary>
internal static class Margins
{
    /// <summary><c>[N, K]</c> to <c>[N, K]</c>.</summary>
    public static Tensor Hinge(Tensor outputs, Tensor targets, Selection settings) =>
        (Signs(targets) * outputs).SubtractedFrom(1).AtLeast(0);

    /// <summary><c>[N, K]</c> to <c>[N, K]</c>.</summary>
    public static Tensor SquaredHinge(Tensor outputs, Tensor targets, Selection settings) => Hinge(outputs, targets, settings).Square();

    /// <summary><c>[N, K]</c> to <c>[N]</c>: the output of the right class against the largest of the others.</summary>
    public static Tensor CategoricalHinge(Tensor outputs, Tensor targets, Selection settings)
    {
        var right = (targets * outputs).sum(1);
        var wrong = (targets.SubtractedFrom(1) * outputs).amax([1]);
        return (wrong - right).Plus(1).AtLeast(0);
    }

    /// <summary><c>[N, K]</c> to <c>[N]</c>: -1 for the same direction, 0 at right angles, 1 for the opposite one.</summary>
    public static Tensor CosineSimilarity(Tensor outputs, Tensor targets, Selection settings) => -(Unit(targets) * Unit(outputs)).sum(1);

    private static Tensor Unit(Tensor rows) => rows / rows.norm(1, keepdim: true).AtLeast(Distances.Epsilon);

    /// <summary>Targets of 0 and 1 become -1 and 1.</summary>
    private static Tensor Signs(Tensor targets) =>
        where(targets.Is(0).logical_or(targets.Is(1)).all(), targets.Times(2).Minus(1), targets);
}
