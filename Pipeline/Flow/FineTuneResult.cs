using System.Diagnostics.CodeAnalysis;

namespace Transfer.Pipeline;

/// <summary>The result of fine-tuning.</summary>
public sealed record FineTuneResult : TrainResult
{
    [SetsRequiredMembers]
    internal FineTuneResult(TrainResult result, FineTuneRecord record, EvaluationResult frozen)
        : base(result) =>
        (Frozen, Difference, Blocks, FrozenWeights) = (frozen, record.Difference!, record.Blocks, record.FrozenAfter!);

    /// <summary>Metrics of the start on the validation images: the frozen base with its trained head.</summary>
    public EvaluationResult Frozen { get; }

    /// <summary>The fine-tuned network against the start, on the same images.</summary>
    public PairedDifference Difference { get; }

    /// <summary>How far each unfrozen block has moved.</summary>
    public IReadOnlyList<BlockChange> Blocks { get; }

    /// <summary>What did not change: weights below the cut and statistics above it.</summary>
    public FrozenWeights FrozenWeights { get; }
}
