using Transfer.Models;

namespace Transfer.Pipeline;

/// <summary>What fine-tuning gave.</summary>
public sealed record FineTuneResult
{
    /// <summary>The run folder with everything in it.</summary>
    public required RunFolder Run { get; init; }

    /// <summary>The learning curves.</summary>
    public required History History { get; init; }

    /// <summary>The start on the validation images: the frozen base with its trained head.</summary>
    public required EvaluationResult Frozen { get; init; }

    /// <summary>The fine-tuned network on the same images, with the best epoch's weights.</summary>
    public required EvaluationResult Validation { get; init; }

    /// <summary>The difference of the two.</summary>
    public required PairedDifference Difference { get; init; }

    /// <summary>The fine-tuned network with the temperature and the threshold that these images choose; null where outputs are no probabilities of classes.</summary>
    public EvaluationResult? Adjusted { get; init; }

    /// <summary>What test-time augmentation gave; null where it was not asked for.</summary>
    public ViewReport? Views { get; init; }

    /// <summary>How far each unfrozen block has moved.</summary>
    public required IReadOnlyList<BlockChange> Blocks { get; init; }

    /// <summary>What stayed as it was: weights below the cut and statistics above it.</summary>
    public required FrozenWeights FrozenWeights { get; init; }

    /// <summary>For how many images the base ran in this run; 0 when the cache had all.</summary>
    public required int Extracted { get; init; }

    /// <summary>The exported file.</summary>
    public string ModelPath => Run.ModelPath;
}
