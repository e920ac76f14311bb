namespace Transfer.Pipeline.Evaluation;

/// <summary>The result of <see cref="RunEvaluation.Run"/>.</summary>
public sealed record EvaluateResult
{
    /// <summary>The run folder, which now has <c>evaluation.json</c> and the predictions.</summary>
    public required RunFolder Run { get; init; }

    /// <summary>The evaluated split: <c>test</c> or <c>validation</c>.</summary>
    public required string Split { get; init; }

    /// <summary>The file of the predictions; for validation another one than training has written.</summary>
    public required string PredictionsPath { get; init; }

    /// <summary>The metrics of the outputs of the exported model.</summary>
    public required EvaluationResult Plain { get; init; }

    /// <summary>
    /// The metrics with the temperature and the threshold fitted on validation; null when outputs are not class probabilities.
    /// </summary>
    public EvaluationResult? Adjusted { get; init; }

    /// <summary>Test-time augmentation; null when it was not requested.</summary>
    public ViewAverage? Views { get; init; }

    /// <summary>The number of times these test images have been evaluated, including this one; null for validation.</summary>
    public TestOpening? Opening { get; init; }

    /// <summary>Images that were left out, with the reason.</summary>
    public required IReadOnlyList<ExcludedImage> Excluded { get; init; }

    /// <summary>How many images of the run are gone or have other bytes now, and were left out too.</summary>
    public required int Missing { get; init; }

    /// <summary>The number of images that the base ran on; 0 when all features were cached.</summary>
    public required int Extracted { get; init; }
}
