using static TorchSharp.torch;

namespace Transfer.Models.Checking;

/// <summary>Compares a part of a network in TorchSharp with the untouched file.</summary>
internal static class PartComparison
{
    /// <summary>The largest difference, relative to the largest value, and the largest that is accepted.</summary>
    /// <param name="part">The part, in evaluation mode.</param>
    /// <param name="rows">The right features at the cut, <c>[count, F]</c>.</param>
    /// <param name="expected">The right values of its output.</param>
    /// <param name="tolerance">What is accepted in any case.</param>
    public static (double Difference, double Accepted) Measure(
        TrainableGraph part, Tensor rows, ReadOnlySpan<float> expected, double tolerance = Rounding.Tolerance)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var actual = Run(part, rows);
        var difference = Divergence.Of(actual, expected);
        return difference <= tolerance ? (difference, tolerance) : (difference, Rounding.Accepted(Moved(part, rows, actual), tolerance));
    }

    /// <summary>How far the output moves when the input is moved by rounding.</summary>
    public static double Moved(TrainableGraph part, Tensor rows, ReadOnlySpan<float> output)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var moved = tensor(Rounding.Move(rows.contiguous().data<float>().ToArray()), rows.shape);
        return Divergence.Of(Run(part, moved), output);
    }

    private static float[] Run(TrainableGraph part, Tensor rows) => part.forward(rows).contiguous().data<float>().ToArray();
}
