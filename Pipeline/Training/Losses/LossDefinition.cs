using static TorchSharp.torch;

namespace Transfer.Pipeline.Training;

/// <summary>A loss of the table.</summary>
/// <param name="Choice">Name, aliases, settings.</param>
/// <param name="OfOutputs">
/// Outputs <c>[N, K]</c> and targets to losses <c>[N]</c>, or <c>[N, K]</c>, to be averaged over the outputs of a sample.
/// </param>
internal sealed record LossDefinition(Choice Choice, Func<Tensor, Tensor, Selection, Tensor> OfOutputs)
{
    /// <summary>The same of logits, exact also where a probability rounds to 0 or 1.</summary>
    public Func<Tensor, Tensor, Selection, Tensor>? OfLogits { get; init; }

    /// <summary>The output activation that <see cref="OfLogits"/> includes.</summary>
    public OutputActivation LogitsOf { get; init; }

    /// <summary>Whether targets are classes <c>[N]</c> and not values <c>[N, K]</c>.</summary>
    public bool TakesClasses { get; init; }
}
