namespace Transfer.Pipeline;

/// <summary>What <c>run.json</c> says of fine-tuning beside the options that every training has.</summary>
public sealed record FineTuneRecord
{
    /// <summary>The run folder whose trained head was the start.</summary>
    public required string From { get; init; }

    /// <summary>From where on the network was trained, as <see cref="FineTuneOptions.Unfreeze"/> had it.</summary>
    public required string Unfreeze { get; init; }

    /// <summary>The learning rate of the lowest unfrozen block; null where all had the same.</summary>
    public double? LowestLearningRate { get; init; }

    /// <summary>The type of convolutions and matrix products while training.</summary>
    public ComputeType Compute { get; init; }

    /// <summary>The weights that must not change, before training.</summary>
    public FrozenWeights? FrozenBefore { get; init; }

    /// <summary>The same in the exported file, read back; equal, or the run fails.</summary>
    public FrozenWeights? FrozenAfter { get; init; }

    /// <summary>The learning rate of each unfrozen block and of the head, which the schedule multiplies.</summary>
    public IReadOnlyDictionary<string, double> Rates { get; init; } = new Dictionary<string, double>();

    /// <summary>How far each unfrozen block has moved.</summary>
    public IReadOnlyList<BlockChange> Blocks { get; init; } = [];

    /// <summary>Fine-tuned against frozen on the same validation images.</summary>
    public PairedDifference? Difference { get; init; }
}
