using Transfer.Models;

namespace Transfer.Pipeline;

/// <summary>What <c>run.json</c> says of fine-tuning.</summary>
public sealed record FineTuneRecord
{
    /// <summary>Every option, defaults included.</summary>
    public required FineTuneOptions Options { get; init; }

    /// <summary>What must not change, before training.</summary>
    public required FrozenWeights FrozenBefore { get; init; }

    /// <summary>The same in the exported file, read back; equal, or the run fails.</summary>
    public FrozenWeights? FrozenAfter { get; init; }

    /// <summary>How far each unfrozen block has moved.</summary>
    public IReadOnlyList<BlockChange> Blocks { get; init; } = [];

    /// <summary>Fine-tuned against frozen on the same validation images.</summary>
    public PairedDifference? Difference { get; init; }
}
