namespace Transfer.Pipeline;

/// <summary>What training gave.</summary>
public sealed record TrainResult
{
    /// <summary>The run folder with everything in it.</summary>
    public required RunFolder Run { get; init; }

    /// <summary>The learning curves.</summary>
    public required History History { get; init; }

    /// <summary>On the validation samples, with the best epoch's weights.</summary>
    public required EvaluationResult Validation { get; init; }

    /// <summary>The same with the temperature and the threshold that these images choose; null where outputs are no probabilities of classes.</summary>
    public EvaluationResult? Adjusted { get; init; }

    /// <summary>What views gave; null where there was no choice of them.</summary>
    public ViewReport? Views { get; init; }

    /// <summary>What K-fold validation found; null without folds.</summary>
    public FoldResult? Folds { get; init; }

    /// <summary>Images that were left out, with the reason.</summary>
    public required IReadOnlyList<ExcludedImage> Excluded { get; init; }

    /// <summary>For how many images the base ran in this run; 0 when the cache had all.</summary>
    public required int Extracted { get; init; }

    /// <summary>The exported file.</summary>
    public string ModelPath => Run.ModelPath;
}
