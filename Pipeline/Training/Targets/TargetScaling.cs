using System.Globalization;
using static TorchSharp.torch;

namespace Transfer.Pipeline.Training;

/// <summary>
/// Standardizes targets that are values, so that training does not depend on their unit. A network is trained to give
/// <c>(target - Offset) / Scale</c>; <see cref="Fold"/> then writes offset and scale into the last layer of its head, whose outputs are
/// in the unit of the targets from there on.
/// </summary>
/// <remarks>
/// With a linear output the offset is the mean of the training targets and the scale their standard deviation, with the sign that makes the
/// first target far from the mean positive: a unit that counts the other way is learned in the same steps. An exponential output has no
/// offset, since its values begin at 0; its scale is the mean absolute target.
/// </remarks>
internal sealed class TargetScaling
{
    // Targets are float32: below so many steps in a standard deviation, rounding is a large part of what varies.
    private const double FewestSteps = 50;

    // These compare outputs and targets themselves, not only their distance.
    private static readonly string[] RelativeLosses =
        ["mean_absolute_percentage_error", "mean_squared_logarithmic_error", "cosine_similarity"];

    private readonly double[] _offset;
    private readonly double[] _scale;
    private readonly bool _isExponential;
    private readonly bool _isRelative;

    private TargetScaling(LearningTask task, double[] offset, double[] scale) =>
        (_isExponential, _isRelative, _offset, _scale) =
        (task.OutputActivation == OutputActivation.Exponential, RelativeLosses.Contains(task.Loss.Name), offset, scale);

    /// <summary>The scaling for training samples; null where targets are no values, or lie from 0 to 1 as a sigmoid gives them.</summary>
    public static TargetScaling? Measure(LearningTask task, IBatchSource train)
    {
        if (!task.AreValues || task.OutputActivation == OutputActivation.Sigmoid)
        {
            return null;
        }

        var (targets, columns) = (SampleTargets.Of(train), task.Outputs);
        var (offset, scale) = (new double[columns], new double[columns]);
        for (var column = 0; column < columns; column++)
        {
            var own = Enumerable.Range(0, targets.Length / columns).Select(i => (double)targets[(i * columns) + column]).ToArray();
            (offset[column], scale[column]) = task.OutputActivation == OutputActivation.Exponential
                ? (0, own.Average(Math.Abs) is > 0 and var mean ? mean : 1)
                : OfLinear(own);
        }

        return new TargetScaling(task, offset, scale);
    }

    /// <summary>What a user must know of the targets: one sentence for each value that is constant, or coarse in float32.</summary>
    /// <param name="names">The names of the values.</param>
    public IEnumerable<string> Remarks(IReadOnlyList<string> names)
    {
        for (var column = 0; column < _scale.Length; column++)
        {
            var step = MathF.BitIncrement((float)Math.Abs(_offset[column])) - (float)Math.Abs(_offset[column]);
            if (_scale[column] == 0)
            {
                yield return string.Create(CultureInfo.InvariantCulture,
                    $"Warning: '{names[column]}' is {_offset[column]:G7} in all training samples, so there is nothing to learn; ")
                    + "that is what will be predicted. Expected targets that differ.";
            }
            else if (Math.Abs(_scale[column]) < FewestSteps * step)
            {
                yield return string.Create(CultureInfo.InvariantCulture,
                    $"Warning: '{names[column]}' has a standard deviation of {Math.Abs(_scale[column]):G3} about {_offset[column]:G7}, ")
                    + string.Create(CultureInfo.InvariantCulture, $"where float32 has steps of {step:G3}. Subtract a constant from it.");
            }
        }
    }

    /// <summary>Logits and targets as the loss compares them, in the caller's dispose scope.</summary>
    /// <param name="logits">Logits of a network that is trained on standardized targets, <c>[N, K]</c>.</param>
    /// <param name="targets">Targets in their own unit, <c>[N, K]</c>.</param>
    public (Tensor Logits, Tensor Targets) ForLoss(Tensor logits, Tensor targets)
    {
        if (_isRelative)
        {
            return (InUnit(logits), targets.to(ScalarType.Float64));
        }

        var inverse = Array.ConvertAll(_scale, s => s == 0 ? 0 : 1 / s);
        var standardized = (targets.to(ScalarType.Float64) - Row(_offset, targets)) * Row(inverse, targets);
        return (logits, standardized.to(logits.dtype));
    }

    /// <summary>Logits in the unit of the targets, float64 <c>[N, K]</c>, in the caller's dispose scope.</summary>
    /// <param name="logits">Logits of a network that is trained on standardized targets, <c>[N, K]</c>.</param>
    public Tensor InUnit(Tensor logits) => _isExponential
        ? logits.to(ScalarType.Float64).Plus(Row(Logarithms(), logits))
        : (logits.to(ScalarType.Float64) * Row(_scale, logits)).Plus(Row(_offset, logits));

    /// <summary>Gives a head, trained on standardized targets, outputs in the unit of the targets.</summary>
    /// <exception cref="InvalidDataException">The unit is so large that weights overflow.</exception>
    public void Fold(Head head)
    {
        head.ScaleLogits(_isExponential ? Ones() : _scale, _isExponential ? Logarithms() : _offset);
    }

    /// <summary>Undoes <see cref="Fold"/>, so that a trained head can be trained further.</summary>
    public void Unfold(Head head)
    {
        var factors = _isExponential ? Ones() : Array.ConvertAll(_scale, s => s == 0 ? 0 : 1 / s);
        var offsets = _isExponential ? Logarithms() : _offset;
        head.ScaleLogits(factors, [.. factors.Zip(offsets, (factor, offset) => -factor * offset)]);
    }

    private static (double Offset, double Scale) OfLinear(double[] targets)
    {
        // Welford's update: stable in one pass, and exactly 0 where all are equal.
        var (mean, squares) = (0.0, 0.0);
        foreach (var (i, target) in targets.Index())
        {
            var delta = target - mean;
            mean += delta / (i + 1);
            squares += delta * (target - mean);
        }

        var deviation = Math.Sqrt(squares / targets.Length);
        var isTurned = targets.FirstOrDefault(target => Math.Abs(target - mean) > deviation / 2, mean) < mean;
        // As a bias the offset is float32; rounded now it is the same in training and in the exported file.
        return ((float)mean, isTurned ? -deviation : deviation);
    }

    private static Tensor Row(double[] values, Tensor like) => tensor(values, device: like.device);

    private double[] Ones() => Array.ConvertAll(_scale, _ => 1.0);

    private double[] Logarithms() => Array.ConvertAll(_scale, Math.Log);
}
