namespace Transfer.Pipeline;

/// <summary>The result of a training run.</summary>
public record TrainResult
{
    /// <summary>The run folder with everything in it.</summary>
    public required RunFolder Run { get; init; }

    /// <summary>The learning curves.</summary>
    public required History History { get; init; }

    /// <summary>Metrics on the validation samples, with the best epoch's weights.</summary>
    public required EvaluationResult Validation { get; init; }

    /// <summary>
    /// The same with the temperature and the threshold that these samples choose; null where outputs are no probabilities of classes.
    /// </summary>
    public EvaluationResult? Adjusted { get; init; }

    /// <summary>The metric by the number of views; null where there was no choice of them.</summary>
    public ViewReport? Views { get; init; }

    /// <summary>The result of K-fold validation; null without folds.</summary>
    public FoldResult? Folds { get; init; }

    /// <summary>Images that were left out, with the reason.</summary>
    public required IReadOnlyList<ExcludedImage> Excluded { get; init; }

    /// <summary>How many rows of features were computed in this run, one for each view of an image; 0 when the cache had all.</summary>
    public required int Extracted { get; init; }

    /// <summary>The exported file.</summary>
    public string ModelPath => Run.ModelPath;
}
