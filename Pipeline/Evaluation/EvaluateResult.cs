namespace Transfer.Pipeline;

/// <summary>What an evaluation gave.</summary>
public sealed record EvaluateResult
{
    /// <summary>The run folder with <c>evaluation.json</c> and the predictions in it.</summary>
    public required RunFolder Run { get; init; }

    /// <summary>What was measured on: <c>test</c> or <c>validation</c>.</summary>
    public required string Split { get; init; }

    /// <summary>Outputs as the exported model gives them.</summary>
    public required EvaluationResult Plain { get; init; }

    /// <summary>With the temperature and the threshold that validation chose; null where outputs are no probabilities of classes.</summary>
    public EvaluationResult? Adjusted { get; init; }

    /// <summary>Test-time augmentation; null where it was not asked for.</summary>
    public ViewAverage? Views { get; init; }

    /// <summary>How often these test images have been opened, this time included; null for validation.</summary>
    public TestOpening? Opening { get; init; }

    /// <summary>Images that were left out, with the reason.</summary>
    public required IReadOnlyList<ExcludedImage> Excluded { get; init; }

    /// <summary>For how many images the base ran; 0 when the cache had all.</summary>
    public required int Extracted { get; init; }
}
