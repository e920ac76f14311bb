using static TorchSharp.torch;

namespace Transfer.Pipeline.Training;

/// <summary>A loss function: how far the outputs <c>[N, K]</c> of a network are from the targets.</summary>
/// <remarks>
/// Targets are values, float32 <c>[N, K]</c>, or classes, int64 <c>[N]</c>. Where a loss needs values, classes become 0 and 1 for one
/// output and one-hot rows for several. Results are in the caller's dispose scope.
/// </remarks>
public sealed class Loss
{
    private readonly Selection _selection;
    private readonly LossDefinition _definition;

    internal Loss(Selection selection, LossDefinition definition) => (_selection, _definition) = (selection, definition);

    /// <summary>Keras' name.</summary>
    public string Name => _selection.Name;

    /// <summary>Whether targets must be classes <c>[N]</c>.</summary>
    public bool TakesClasses => _definition.TakesClasses;

    /// <summary>The loss of each sample, <c>[N]</c>.</summary>
    /// <param name="outputs">The outputs of the output activation, <c>[N, K]</c>.</param>
    /// <param name="targets">Values <c>[N, K]</c> or classes <c>[N]</c>.</param>
    /// <exception cref="ArgumentException">The shapes of outputs and targets differ, or the loss takes classes and gets values.</exception>
    public Tensor PerSample(Tensor outputs, Tensor targets) =>
        BySample(_definition.OfOutputs(outputs, Prepare(outputs, targets), _selection));

    /// <summary>
    /// The mean loss over samples, a scalar; weighted samples are divided by their number, as in Keras, and not by their weights.
    /// </summary>
    /// <param name="weights">The weight of each sample, <c>[N]</c>; null for 1.</param>
    /// <inheritdoc cref="PerSample"/>
    public Tensor Mean(Tensor outputs, Tensor targets, Tensor? weights = null) =>
        Average(_definition.OfOutputs(outputs, Prepare(outputs, targets), _selection), weights);

    /// <summary>The same of logits, exact also where a probability rounds to 0 or 1.</summary>
    /// <param name="logits">The inputs of the output activation, <c>[N, K]</c>.</param>
    /// <param name="outputActivation">The output activation.</param>
    /// <inheritdoc cref="Mean"/>
    public Tensor MeanOfLogits(Tensor logits, OutputActivation outputActivation, Tensor targets, Tensor? weights = null) =>
        _definition.OfLogits is { } direct && outputActivation == _definition.LogitsOf
            ? Average(direct(logits, Prepare(logits, targets), _selection), weights)
            : Mean(outputActivation.Activate(logits), targets, weights);

    /// <summary>Name and settings, such as <c>huber:delta=2</c>.</summary>
    public override string ToString() => _selection.ToString();

    private static Tensor BySample(Tensor values) => values.dim() == 2 ? values.mean([1]) : values;

    private static Tensor Average(Tensor values, Tensor? weights) => weights is null ? values.mean() : (BySample(values) * weights).mean();

    private Tensor Prepare(Tensor outputs, Tensor targets)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        ArgumentNullException.ThrowIfNull(targets);
        var (shape, given) = (outputs.shape, targets.shape);
        var areClasses = targets.dtype == ScalarType.Int64 && given.Length == 1;
        if (TakesClasses && !areClasses)
        {
            throw new ArgumentException(
                $"{Name} takes classes [N] as targets, and these are [{string.Join(", ", given)}]. "
                + "Use categorical_crossentropy for targets [N, K].");
        }

        if (shape.Length != 2 || shape[0] != given[0] || (!areClasses && !shape.SequenceEqual(given)))
        {
            throw new ArgumentException(
                $"The outputs are [{string.Join(", ", shape)}] and the targets [{string.Join(", ", given)}]; "
                + $"{Name} expects [N, K] and {(TakesClasses ? "classes [N]" : "the same, or classes [N]")}.");
        }

        if (TakesClasses || !areClasses)
        {
            return targets;
        }

        return (shape[1] == 1 ? targets.unsqueeze(1) : nn.functional.one_hot(targets, shape[1])).to(outputs.dtype);
    }
}
